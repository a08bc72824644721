package env

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

var durationType = reflect.TypeFor[time.Duration]()

// Load fills a T from lookup, usually os.LookupEnv. A variable set to the empty string counts as
// not set. All that is missing or ill-formed is told in one error, without any value.
func Load[T any](lookup func(string) (string, bool)) (T, error) {
	var cfg T
	var wrong []error
	for _, f := range Fields[T]() {
		value, _ := lookup(f.Name)
		if value = strings.TrimSpace(value); value == "" {
			value = f.Default
		}
		if value == "" {
			if f.Required {
				wrong = append(wrong, fmt.Errorf("%s is required: %s", f.Name, f.Doc))
			}
			continue
		}
		if err := set(reflect.ValueOf(&cfg).Elem().FieldByIndex(f.index), value); err != nil {
			wrong = append(wrong, fmt.Errorf("%s %w", f.Name, err))
		}
	}
	return cfg, errors.Join(wrong...)
}

// set parses value into v. Its errors say what is expected, not what was given: it may be a secret.
func set(v reflect.Value, value string) error {
	switch {
	case v.Type() == durationType:
		d, err := time.ParseDuration(value)
		if err != nil {
			return errors.New("must be a duration such as 30s or 5m")
		}
		v.SetInt(int64(d))
	case v.Kind() == reflect.String:
		v.SetString(value)
	case v.CanInt():
		n, err := strconv.ParseInt(value, 10, v.Type().Bits())
		if err != nil {
			return errors.New("must be a whole number")
		}
		v.SetInt(n)
	case v.CanFloat():
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return errors.New("must be a number")
		}
		v.SetFloat(n)
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(value)
		if err != nil {
			return errors.New("must be true or false")
		}
		v.SetBool(b)
	case v.Type() == reflect.TypeFor[[]string]():
		v.Set(reflect.ValueOf(list(value)))
	default:
		panic(fmt.Sprintf("env: no way to read a %s", v.Type()))
	}
	return nil
}

// list splits at commas; spaces around an element do not belong to it.
func list(value string) []string {
	all := []string{}
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
