package wal

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Commits is how many transactions that wrote a service's tables were committed.
type Commits struct {
	Waited int // for the disk
	Lazy   int // did not: relays' deletes and what else can be lost without harm
}

// transaction is what one wrote.
type transaction struct {
	tables  map[Table]bool
	changed bool // something else than deletes
}

// count reads what pg_waldump prints and returns commits by schema. A transaction that wrote tables of several schemas
// counts in each.
func count(dump io.Reader, tables map[string]Table) (map[string]Commits, error) {
	open := map[string]*transaction{}
	commits := map[string]Commits{}
	lines := bufio.NewScanner(dump)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		r, ok := parse(lines.Text())
		if !ok || r.tx == "0" {
			continue
		}
		if r.manager == "Transaction" {
			if t := open[r.tx]; t != nil && strings.HasPrefix(r.does, "COMMIT") {
				t.count(commits)
			}
			delete(open, r.tx)
			continue
		}
		t := open[r.tx]
		if t == nil {
			t = &transaction{tables: map[Table]bool{}}
			open[r.tx] = t
		}
		if table, ok := tables[r.file]; ok {
			t.wrote(table, r.does)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	return commits, nil
}

func (t *transaction) wrote(table Table, does string) {
	t.tables[table] = true
	if !strings.HasPrefix(does, "DELETE") {
		t.changed = true
	}
}

func (t *transaction) count(commits map[string]Commits) {
	lazy := t.lazy()
	schemas := map[string]bool{}
	for table := range t.tables {
		schemas[table.Schema] = true
	}
	for s := range schemas {
		c := commits[s]
		if lazy {
			c.Lazy++
		} else {
			c.Waited++
		}
		commits[s] = c
	}
}

// lazy reports a transaction that did not wait for the disk: a relay's delete of what it published, or one that wrote
// only tables that need not.
func (t *transaction) lazy() bool {
	onlyOutbox, onlyLazy := !t.changed, true
	for table := range t.tables {
		onlyOutbox = onlyOutbox && table.Name == "outbox"
		onlyLazy = onlyLazy && table.lazy()
	}
	return onlyOutbox || onlyLazy
}

// record is one line of pg_waldump.
type record struct{ manager, tx, file, does string }

// parse reads a line such as
//
//	rmgr: Heap  len (rec/tot): 54/ 54, tx: 735, lsn: 0/156A0B0, prev 0/156A070, desc: INSERT off 3, blkref #0: rel 1663/5/1259 blk 0
func parse(line string) (r record, ok bool) {
	r.manager, ok = strings.CutPrefix(line, "rmgr: ")
	if !ok {
		return r, false
	}
	r.manager, _, _ = strings.Cut(r.manager, " ")
	r.tx = between(line, "tx:", ",")
	_, r.does, _ = strings.Cut(line, "desc: ")
	place := strings.Split(between(line, "rel ", " blk"), "/")
	r.file, _, _ = strings.Cut(place[len(place)-1], " ") // "1259 fork vm" is not about rows, but about the table
	return r, r.tx != ""
}

// between is the text after one mark and before another, without blanks around it.
func between(line, after, before string) string {
	_, rest, _ := strings.Cut(line, after)
	text, _, _ := strings.Cut(rest, before)
	return strings.TrimSpace(text)
}
