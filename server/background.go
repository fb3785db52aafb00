package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"lernamt/server/internal/auth"
	"lernamt/server/internal/demo"
	"lernamt/server/internal/jobs"
	"lernamt/server/internal/web"
)

// workBackground names the lease of what happens without a request.
const workBackground = "background"

// background repairs and sweeps, on one node of the installation at a time, until ctx ends. Whatever it does can be
// repeated and come late, as package jobs demands.
func (cmd *ServeCommand) background(ctx context.Context, leases jobs.Store, s *web.Server) {
	keeper := jobs.Keeper{Store: leases, Node: node(), Log: s.Log}
	keeper.Run(ctx, workBackground, func(ctx context.Context) error {
		if cmd.Demo {
			if err := demo.Learn(ctx, s.Flow, now()); err != nil && ctx.Err() == nil {
				s.Log.Error("demo is not complete", "error", err)
			}
		}
		debug.FreeOSMemory() // what starting needed: modules were parsed, certificates drawn
		var all sync.WaitGroup
		all.Go(func() { s.Flow.Run(ctx) })
		all.Go(func() { sweep(ctx, s.Auth, s.Log) })
		all.Wait()
		return nil
	})
}

// node returns a name that no other process has.
func node() string {
	host, err := os.Hostname()
	if err != nil {
		host = "node"
	}
	return fmt.Sprintf("%s/%d/%s", host, os.Getpid(), rand.Text()[:8])
}

// sweep removes ended sessions at once and then each hour.
func sweep(ctx context.Context, a *auth.Service, log *slog.Logger) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := a.Sweep(ctx); err != nil && ctx.Err() == nil {
			log.Error("sweeping sessions failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
