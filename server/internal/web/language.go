package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"lernamt/static"
)

// The languages of the interface; the first is the default.
var languages = []string{"de", "en"}

var matcher = language.NewMatcher([]language.Tag{language.German, language.English})

// A translator says things in one language.
type translator struct {
	lang      string
	localizer *i18n.Localizer
	plain     sync.Map // message key to string, for messages without arguments
}

func newTranslators() (map[string]*translator, error) {
	bundle := i18n.NewBundle(language.German)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	all := make(map[string]*translator)
	for _, lang := range languages {
		name := "active." + lang + ".json"
		content, err := fs.ReadFile(static.I18n(), name)
		if err != nil {
			return nil, err
		}
		if _, err := bundle.ParseMessageFileBytes(content, name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[lang] = &translator{lang: lang, localizer: i18n.NewLocalizer(bundle, lang)}
	}
	return all, nil
}

// t returns the message with the key. Arguments are pairs of a name and its value; the name Count
// also chooses the plural form. A key without a message is an error, which tests find.
func (t *translator) t(key string, args ...any) (string, error) {
	if len(args) == 0 {
		if text, ok := t.plain.Load(key); ok {
			return text.(string), nil
		}
	}
	config := &i18n.LocalizeConfig{MessageID: key}
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		data[name] = args[i+1]
		if name == "Count" {
			config.PluralCount = args[i+1]
		}
	}
	config.TemplateData = data
	text, tag, err := t.localizer.LocalizeWithTag(config)
	if err == nil && tag.String() != t.lang {
		err = fmt.Errorf("message %s is missing in %s", key, t.lang)
	}
	if err != nil {
		return "", err
	}
	if len(args) == 0 {
		t.plain.Store(key, text)
	}
	return text, nil
}
