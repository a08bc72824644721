package env

import (
	"fmt"
	"log/slog"
	"net/url"
	"reflect"
)

// Masked returns cfg as a log value: name and value of every variable, secrets replaced, and
// passwords cut out of URLs.
func Masked[T any](cfg T) slog.Value {
	v := reflect.ValueOf(cfg)
	attrs := []slog.Attr{}
	for _, f := range Fields[T]() {
		value := fmt.Sprint(v.FieldByIndex(f.index).Interface())
		switch {
		case value == "":
		case f.Secret && !isURL(value):
			value = "***"
		default:
			value = redacted(value)
		}
		attrs = append(attrs, slog.String(f.Name, value))
	}
	return slog.GroupValue(attrs...)
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != ""
}

func redacted(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User == nil {
		return s
	}
	return u.Redacted()
}
