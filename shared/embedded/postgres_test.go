package embedded

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestPostgresKeepsDataBetweenStarts(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o755)
	first := open(t, Options{Dir: dir})
	query[int](t, first, "create table kept (n int); insert into kept values (7); select n from kept")
	stop(t, first)
	if got := query[int](t, open(t, Options{Dir: dir}), "select n from kept"); got != 7 {
		t.Errorf("after a restart n = %d, want 7", got)
	}
}

// A checkout under /root has mode 0700: the user that Postgres runs as cannot enter it.
func TestPostgresWorksInFolderNobodyElseMayEnter(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o700)
	first := open(t, Options{Dir: dir})
	query[int](t, first, "create table kept (n int); insert into kept values (7); select n from kept")
	place, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	stop(t, first)
	second := open(t, Options{Dir: dir})
	if got := query[int](t, second, "select n from kept"); got != 7 {
		t.Errorf("after a restart n = %d, want 7", got)
	}
	stop(t, second)
	if err := os.Remove(dir); err != nil || place == dir {
		return // this user could enter the folder: nothing was placed elsewhere
	}
	sweep()
	if _, err := os.Stat(place); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the database of a temporary folder that is gone: %v, want it gone too", err)
	}
}

func TestPostgresRecoversFromKill(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o755)
	first := open(t, Options{Dir: dir, Fsync: true})
	query[int](t, first, "create table kept (n int); insert into kept values (7); select n from kept")
	idle, err := pgx.Connect(t.Context(), first.URL) // its process outlives the postmaster by a moment
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close(t.Context())
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-first.Done()
	stop(t, first)
	if got := query[int](t, open(t, Options{Dir: dir}), "select n from kept"); got != 7 {
		t.Errorf("after a kill n = %d, want 7", got)
	}
}

// In containers small process ids come back: the number in the file may be anybody's.
func TestPostgresStartsOverPidFileOfAnotherProcess(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o755)
	stop(t, open(t, Options{Dir: dir}))
	for _, content := range []string{strconv.Itoa(os.Getpid()) + "\n", "nonsense", ""} {
		if err := os.WriteFile(filepath.Join(dir, "data", "postmaster.pid"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		stop(t, open(t, Options{Dir: dir}))
	}
}

func TestPostgresRefusesFolderInUse(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o755)
	open(t, Options{Dir: dir})
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := Postgres(ctx, Options{Dir: dir}); err == nil {
		t.Error("a second server started on the same folder")
	}
}

func TestPostgresNamesPortInUse(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	_, err = Postgres(t.Context(), Options{Port: port})
	if !errors.Is(err, errPortTaken) {
		t.Errorf("got %v, want %v", err, errPortTaken)
	}
}

func TestPostgresIsPrivate(t *testing.T) {
	t.Parallel()
	s := open(t, Options{})
	cfg, err := pgx.ParseConfig(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Password = "guess"
	if conn, err := pgx.ConnectConfig(t.Context(), cfg); err == nil {
		conn.Close(t.Context())
		t.Error("a wrong password was accepted")
	}
	if got := query[string](t, s, "show listen_addresses"); got != "127.0.0.1" {
		t.Errorf("listens on %s", got)
	}
	info, err := os.Stat(filepath.Dir(s.log))
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o700 {
		t.Errorf("mode of the folder = %o, want 700", got)
	}
}

func TestKilledProcessLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	for name, dir := range map[string]string{"throwaway": "", "kept": folder(t, 0o755)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pid, place := killedVictim(t, dir)
			eventually(t, "Postgres ended", func() bool { return !serves(pid, filepath.Join(place, "data")) })
			_, err := os.Stat(filepath.Join(place, "data", "postmaster.pid"))
			if dir != "" && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("pid file of the kept database: %v, want it removed by a clean stop", err)
			}
			if dir == "" {
				eventually(t, "the folder is gone", func() bool { _, err := os.Stat(place); return errors.Is(err, fs.ErrNotExist) })
			}
		})
	}
}

// killedVictim starts a process that starts a server, kills that process and returns the server's id and folder.
func killedVictim(t *testing.T, dir string) (pid int, place string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "EMBEDDED_TEST_VICTIM=1", "EMBEDDED_TEST_DIR="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var log string
	if _, err := fmt.Sscan(line, &pid, &log); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	place = filepath.Dir(log)
	if !serves(pid, filepath.Join(place, "data")) {
		t.Fatalf("process %d does not serve %s", pid, place)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	return pid, place
}

// folder is the name of a new data folder whose parent has mode, at a place that others may enter.
func folder(t *testing.T, mode fs.FileMode) string {
	t.Helper()
	parent, err := os.MkdirTemp("", "askcart-embedded-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(parent) })
	if err := os.Chmod(parent, mode); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(parent, "postgres")
}

func open(t *testing.T, opts Options) *Server {
	t.Helper()
	s, err := Postgres(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
}

// query runs statements and returns the only value of the last.
func query[T any](t *testing.T, s *Server, statements string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL+"&default_query_exec_mode=simple_protocol")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	results, err := conn.PgConn().Exec(t.Context(), statements).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var value T
	if _, err := fmt.Sscan(string(results[len(results)-1].Rows[0][0]), &value); err != nil {
		t.Fatal(err)
	}
	return value
}
