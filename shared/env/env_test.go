package env

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Common is embedded, as services embed what they share.
type Common struct {
	Addr string `env:"ADDR" default:":8001" doc:"where to listen"`
	DB   string `env:"DATABASE_URL" required:"true" secret:"true" doc:"the database"`
}

func from(m map[string]string) func(string) (string, bool) {
	return func(k string) (string, bool) { v, ok := m[k]; return v, ok }
}

func TestLoadReadsEveryKind(t *testing.T) {
	t.Parallel()
	type outer struct {
		Common
		Wait    time.Duration `env:"WAIT" default:"5s"`
		Shards  int           `env:"SHARDS" default:"4"`
		Sandbox bool          `env:"SANDBOX"`
		Origins []string      `env:"ORIGINS"`
	}
	got, err := Load[outer](from(map[string]string{
		"DATABASE_URL": "postgres://x", "WAIT": "1m", "SANDBOX": "true", "ORIGINS": "http://a, http://b,", "SHARDS": " ",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := outer{
		Common: Common{Addr: ":8001", DB: "postgres://x"}, Wait: time.Minute, Shards: 4, Sandbox: true,
		Origins: []string{"http://a", "http://b"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestLoadTellsEverythingWrongAtOnceWithoutValues(t *testing.T) {
	t.Parallel()
	type two struct {
		A string        `env:"A" required:"true" doc:"first"`
		B string        `env:"B" required:"true" doc:"second"`
		C time.Duration `env:"C" secret:"true"`
		D int           `env:"D"`
	}
	_, err := Load[two](from(map[string]string{"C": "hunter2", "D": "hunter2"}))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"A is required: first", "B is required: second", "C must be", "D must be"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q lacks %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%q shows a value", err)
	}
}

func TestMaskedHidesSecrets(t *testing.T) {
	t.Parallel()
	type secrets struct {
		DB    string `env:"DATABASE_URL" secret:"true"`
		Redis string `env:"REDIS_URL"`
		Key   string `env:"KEY" secret:"true"`
		Empty string `env:"EMPTY" secret:"true"`
	}
	got := Masked(secrets{DB: "postgres://u:hunter2@db/x", Redis: "redis://:hunter2@r", Key: "hunter2"}).String()
	if strings.Contains(got, "hunter2") || !strings.Contains(got, "db/x") || !strings.Contains(got, "KEY=***") {
		t.Errorf("Masked = %s", got)
	}
}

func TestFieldsKeepOrderAndTags(t *testing.T) {
	t.Parallel()
	type outer struct {
		Common
		Wait time.Duration `env:"WAIT" default:"5s" doc:"how long"`
	}
	want := []Field{
		{Name: "ADDR", Default: ":8001", Doc: "where to listen", Type: "string"},
		{Name: "DATABASE_URL", Required: true, Secret: true, Doc: "the database", Type: "string"},
		{Name: "WAIT", Default: "5s", Doc: "how long", Type: "duration"},
	}
	if d := cmp.Diff(want, Fields[outer](), cmpopts.IgnoreUnexported(Field{})); d != "" {
		t.Error(d)
	}
}
