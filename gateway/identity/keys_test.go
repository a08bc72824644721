package identity

import (
	"log/slog"
	"sync"
	"testing"

	"github.com/askcart/askcart/shared/postgres"
	"github.com/askcart/askcart/shared/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

func openKeys(t *testing.T, db *postgres.DB) *Keys {
	t.Helper()
	k, err := OpenKeys(t.Context(), db, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestReplicasThatStartTogetherAgreeOnOneKey(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t, Migrations())
	var all sync.WaitGroup
	var mu sync.Mutex
	kids := map[string]bool{}
	for range 3 {
		all.Go(func() {
			k, err := OpenKeys(t.Context(), db, "", slog.New(slog.DiscardHandler))
			if err != nil {
				t.Error(err)
				return
			}
			kid, _ := k.signing()
			mu.Lock()
			defer mu.Unlock()
			kids[kid] = true
		})
	}
	all.Wait()
	if len(kids) != 1 {
		t.Errorf("%d keys, want 1", len(kids))
	}
}

func TestKeysRotateWithoutRefusingAnybody(t *testing.T) { // S9
	t.Parallel()
	db := postgrestest.New(t, Migrations())
	old, _ := openKeys(t, db).signing()
	age := func(kid, by string) {
		if _, err := postgres.Exec(t.Context(), db, `update signing_keys set created_at = now() - @by::text::interval where kid = @kid`,
			postgres.Args{"kid": kid, "by": by}); err != nil {
			t.Fatal(err)
		}
	}
	age(old, "90 days 1 second")
	k := openKeys(t, db)
	if len(k.keys) != 2 || len(k.Set().Keys) != 2 {
		t.Fatalf("%d keys, want the old and a new one published", len(k.keys))
	}
	if kid, _ := k.signing(); kid != old {
		t.Error("a key signs that services had no time to learn of")
	}
	fresh := k.keys[0].kid
	age(fresh, "3 minutes")
	if err := k.refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if kid, _ := k.signing(); kid != fresh {
		t.Error("the new key does not sign")
	}
	if _, err := k.Key(t.Context(), old); err != nil {
		t.Errorf("tokens of the old key are refused: %v", err)
	}
	age(old, "91 days")
	if err := k.refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Key(t.Context(), old); err == nil {
		t.Error("the old key never goes")
	}
}

func TestSealedKeysCannotBeSwapped(t *testing.T) {
	t.Parallel()
	b, err := newBox("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
	if err != nil {
		t.Fatal(err)
	}
	db := postgrestest.New(t, Migrations())
	_, private := openKeys(t, db).signing()
	sealed := b.seal("a", private)
	if got, err := b.open(keyRow{KID: "a", Private: sealed, Encrypted: true}); err != nil || !got.Equal(private) {
		t.Errorf("open = %v", err)
	}
	if _, err := b.open(keyRow{KID: "b", Private: sealed, Encrypted: true}); err == nil {
		t.Error("a key opened under another's name")
	}
	if _, err := (box{}).open(keyRow{KID: "a", Private: sealed, Encrypted: true}); err == nil {
		t.Error("a sealed key opened without its secret")
	}
}
