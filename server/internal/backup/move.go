package backup

import (
	"context"
	"fmt"
)

// Move makes the store to hold what the store from holds, and reads both again to see that it does. It must be
// empty, unless replace says that everything in it is to be removed, or a move was begun before. Nobody
// else may use either store meanwhile: if from has changed, that is an error, and the move is to be repeated.
// What was in from stays there.
func Move(ctx context.Context, from, to Store, replace bool, progress Progress) (Summary, error) {
	if err := Unfinished(ctx, from); err != nil {
		return nil, err
	}
	total, err := from.Records(ctx)
	if err != nil {
		return nil, err
	}
	var moved Summary
	err = fill(ctx, to, "move from "+from.Describe(), replace, progress, func() (Summary, error) {
		done := 0
		moved, err = pour(ctx, from, to, func(n int) {
			done += n
			progress("moving", done, max(total, done))
		})
		if err != nil {
			return nil, err
		}
		// While the target is still marked: a source that has changed leaves no target that looks whole.
		if err := verify(ctx, "reading the source again", from, moved, progress); err != nil {
			return nil, fmt.Errorf("the source has changed meanwhile; stop every server on it and repeat the move: %w", err)
		}
		return moved, nil
	})
	return moved, err
}

// pour copies every record and returns the sums of what it copied.
func pour(ctx context.Context, from, to Store, advance func(n int)) (Summary, error) {
	l := newLoader(ctx, to)
	var failed error
	for _, k := range kinds {
		failed = ahead(ctx, k, from, func(page []any) error {
			for _, r := range page {
				if err := l.add(k, r); err != nil {
					return err
				}
			}
			advance(len(page))
			return nil
		})
		if failed != nil {
			break
		}
	}
	sums, err := l.close()
	if err == nil {
		err = failed
	}
	return sums, err
}
