package saga

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

var (
	//go:embed tables.sql
	tables string
	//go:embed drop.sql
	drop string
	//go:embed order.sql
	order []byte
)

// Commits is how many an order takes in the script.
const Commits = 10

// Bound runs the script against a database. Close it to drop its schemas.
type Bound struct {
	program  string
	script   string
	database string
}

// ErrNoPgbench means that the folder of the Postgres binaries has no pgbench, as that from npm.
var ErrNoPgbench = errors.New("no pgbench beside the Postgres in use")

// Open makes the tables, in schemas of their own, and writes the script into folder. binaries is where pgbench is
// looked for; database is a URL of an administrator.
func Open(ctx context.Context, binaries, folder, database string) (*Bound, error) {
	b := &Bound{program: filepath.Join(binaries, "pgbench"), script: filepath.Join(folder, "order.sql"), database: database}
	if _, err := os.Stat(b.program); err != nil {
		return nil, ErrNoPgbench
	}
	if err := os.WriteFile(b.script, order, 0o600); err != nil {
		return nil, err
	}
	return b, b.execute(ctx, drop+tables)
}

// Close drops the schemas.
func (b *Bound) Close(ctx context.Context) error { return b.execute(ctx, drop) }

func (b *Bound) execute(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, b.database)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.PgConn().Exec(ctx, sql).ReadAll() // several statements at once
	return err
}

// Run orders with so many clients for whole seconds and returns orders a second.
func (b *Bound) Run(ctx context.Context, clients int, d time.Duration) (float64, error) {
	u, err := url.Parse(b.database)
	if err != nil {
		return 0, err
	}
	password, _ := u.User.Password()
	cmd := exec.CommandContext(ctx, b.program, "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", strconv.Itoa(min(clients, 2)),
		"-T", strconv.Itoa(max(1, int(d.Seconds()))), "-f", b.script,
		"-h", u.Hostname(), "-p", u.Port(), "-U", u.User.Username(), strings.TrimPrefix(u.Path, "/"))
	cmd.Env = append(os.Environ(), "PGPASSWORD="+password)
	printed, err := cmd.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w: %s", err, lastLine(printed))
	}
	return parse(printed)
}

// parse finds the rate in what pgbench prints, and refuses a run in which a client gave up.
func parse(printed []byte) (float64, error) {
	lines := bufio.NewScanner(bytes.NewReader(printed))
	for lines.Scan() {
		if strings.Contains(lines.Text(), "aborted") {
			return 0, fmt.Errorf("pgbench: %s", lines.Text())
		}
		if text, ok := strings.CutPrefix(lines.Text(), "tps = "); ok {
			number, _, _ := strings.Cut(text, " ")
			return strconv.ParseFloat(number, 64)
		}
	}
	return 0, errors.New("pgbench printed no rate")
}

func lastLine(text []byte) string {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1]
}
