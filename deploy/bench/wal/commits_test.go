package wal

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// line is one of pg_waldump's.
func line(manager, tx, file, does string) string {
	l := "rmgr: " + manager + "        len (rec/tot):     54/    54, tx:        " + tx + ", lsn: 0/0156A0B0, prev 0/0156A070, desc: " + does
	if file != "" {
		l += ", blkref #0: rel 1663/5/" + file + " blk 0"
	}
	return l
}

func TestCommitsAreCountedByWhoseTablesWereWritten(t *testing.T) {
	t.Parallel()
	tables := map[string]Table{
		"1": {"order", "orders"}, "2": {"order", "outbox"}, "3": {"inventory", "stock"},
		"4": {"payments", "attempt"}, "5": {"payments", "sandbox_charge"}, "6": {"payments", "payment"},
	}
	tests := []struct {
		name string
		log  []string
		want map[string]Commits
	}{
		{"one transaction of two tables", []string{
			line("Heap", "7", "1", "INSERT off 3"), line("Heap", "7", "2", "INSERT off 1"), line("Transaction", "7", "", "COMMIT now"),
		}, map[string]Commits{"order": {Waited: 1}}},
		{"two interleaved transactions", []string{
			line("Heap", "7", "1", "INSERT off 3"), line("Heap", "8", "3", "HOT_UPDATE off 3"),
			line("Transaction", "8", "", "COMMIT now"), line("Transaction", "7", "", "COMMIT now"),
		}, map[string]Commits{"order": {Waited: 1}, "inventory": {Waited: 1}}},
		{"one that was rolled back", []string{
			line("Heap", "7", "1", "INSERT off 3"), line("Transaction", "7", "", "ABORT now"),
			line("Heap", "7", "3", "INSERT off 3"), line("Transaction", "7", "", "COMMIT now"),
		}, map[string]Commits{"inventory": {Waited: 1}}},
		{"a relay deletes what it sent", []string{
			line("Heap", "7", "2", "DELETE off 1"), line("Heap", "7", "2", "DELETE off 2"), line("Transaction", "7", "", "COMMIT now"),
		}, map[string]Commits{"order": {Lazy: 1}}},
		{"the work list and the providers' books alone", []string{
			line("Heap", "7", "4", "UPDATE off 1"), line("Transaction", "7", "", "COMMIT now"),
			line("Heap2", "8", "5", "MULTI_INSERT ntuples 2"), line("Transaction", "8", "", "COMMIT now"),
		}, map[string]Commits{"payments": {Lazy: 2}}},
		{"the work list together with a payment", []string{
			line("Heap", "7", "4", "UPDATE off 1"), line("Heap", "7", "6", "LOCK off 1"), line("Transaction", "7", "", "COMMIT now"),
		}, map[string]Commits{"payments": {Waited: 1}}},
		{"tables of nobody, and records of no transaction", []string{
			line("Heap", "7", "99", "INSERT off 1"), line("Transaction", "7", "", "COMMIT now"),
			line("Heap2", "0", "1", "PRUNE"), "pg_waldump: fatal: nonsense",
		}, map[string]Commits{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := count(strings.NewReader(strings.Join(test.log, "\n")), tables)
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("count: %v\n%s", err, diff)
			}
		})
	}
}
