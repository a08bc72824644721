package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options say where a server keeps its data and listens.
type Options struct {
	// Dir keeps the data between starts. Empty means a throwaway server whose data is removed when it stops or
	// when this process ends in any way.
	Dir string
	// Port on 127.0.0.1; 0 picks a free one.
	Port int
	// Fsync makes Postgres survive a power cut, not only a killed process.
	Fsync bool
}

// Server is a running Postgres.
type Server struct {
	// URL reaches the database "postgres" as its superuser; it holds the password.
	URL string
	// PID is the postmaster's process id.
	PID int

	cmd   *exec.Cmd
	ended chan struct{} // closed when the postmaster has ended
	dog   *watchdog
	log   string
}

const (
	startTimeout = 30 * time.Second
	portAttempts = 5
)

// Postgres starts a real Postgres on 127.0.0.1 (TCP only, scram, at most 200 connections) and returns when it
// answers. With Options.Dir the data and the generated password stay for the next start; a folder left behind by a
// killed server is recovered. It fails when another server still runs on the folder or the port is taken.
func Postgres(ctx context.Context, opts Options) (*Server, error) {
	bin, err := Binaries()
	if err != nil {
		return nil, err
	}
	who, err := postgresAccount()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	for attempt := 1; ; attempt++ {
		s, err := start(ctx, bin, opts, who)
		if err == nil {
			return s, nil
		}
		again := errors.Is(err, errPortTaken) && opts.Port == 0 && attempt < portAttempts
		if errors.Is(err, errLingering) {
			again = pause(ctx, began)
		}
		if !again {
			return nil, err
		}
	}
}

// pause lets the processes of a killed server go away; false when that takes too long.
func pause(ctx context.Context, began time.Time) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(100 * time.Millisecond):
		return time.Since(began) < startTimeout
	}
}

func start(ctx context.Context, bin string, opts Options, who account) (*Server, error) {
	place, err := home(opts.Dir, who)
	if err != nil {
		return nil, err
	}
	remove := ""
	if opts.Dir == "" {
		remove = place
	}
	dog, err := watch(filepath.Join(place, "data", "postmaster.pid"), remove)
	if err != nil {
		return nil, err
	}
	secret, err := prepare(ctx, bin, place, opts, who)
	if err != nil {
		return nil, errors.Join(err, dog.dismiss())
	}
	s, err := launch(ctx, bin, place, secret, opts, who, dog)
	if err != nil {
		return nil, errors.Join(err, dog.dismiss())
	}
	return s, nil
}

// prepare fills place with a data folder and clears what a dead server left there.
func prepare(ctx context.Context, bin, place string, opts Options, who account) (string, error) {
	if opts.Dir == "" {
		return fromTemplate(ctx, bin, place, who)
	}
	secret, err := initialised(ctx, bin, place, who)
	if err != nil {
		return "", err
	}
	return secret, clearStale(ctx, filepath.Join(place, "data"))
}

var (
	errPortTaken = errors.New("port is taken")
	errLingering = errors.New("processes of a killed Postgres are still there")
)

// launch starts the postmaster once and waits until it answers.
func launch(ctx context.Context, bin, place, secret string, opts Options, who account, dog *watchdog) (*Server, error) {
	port, err := choosePort(opts.Port)
	if err != nil {
		return nil, fmt.Errorf("start Postgres: %w", err)
	}
	logFile, err := os.OpenFile(filepath.Join(place, "postgres.log"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer logFile.Close()
	cmd := exec.Command(filepath.Join(bin, "postgres"), settings(filepath.Join(place, "data"), port, opts)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = "/", logFile, logFile
	cmd.Env = append(os.Environ(), "LC_ALL=C", "PGDATA=")
	detach(cmd, who)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	address := url.URL{Scheme: "postgres", User: url.UserPassword("postgres", secret), Path: "/postgres",
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), RawQuery: "sslmode=disable"}
	s := &Server{URL: address.String(), PID: cmd.Process.Pid, cmd: cmd, ended: make(chan struct{}), dog: dog, log: logFile.Name()}
	go s.reap()
	if err := s.await(ctx); err != nil {
		return nil, errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
	}
	return s, nil
}

// reap waits for the postmaster. How it ended is in its log.
func (s *Server) reap() {
	defer close(s.ended)
	_ = s.cmd.Wait()
	runtime.KeepAlive(s) // else the watchdog's pipe may be collected, and closed, while the server runs
}

// settings are those of a laptop; a throwaway server also gives up everything that only protects data.
func settings(data string, port int, opts Options) []string {
	onOff := map[bool]string{true: "on", false: "off"}
	args := []string{"-D", data, "-p", strconv.Itoa(port)}
	for _, setting := range []string{
		"listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "timezone=UTC", "log_timezone=UTC",
		"jit=off", "fsync=" + onOff[opts.Fsync],
		"synchronous_commit=" + onOff[opts.Dir != ""], "full_page_writes=" + onOff[opts.Dir != ""],
	} {
		args = append(args, "-c", setting)
	}
	return args
}

// choosePort returns wanted when nobody listens there, or a free port for 0.
func choosePort(wanted int) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(wanted)))
	if err != nil {
		return 0, fmt.Errorf("%w: %d on 127.0.0.1: %w", errPortTaken, wanted, err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// await returns when the server answers, or says why it does not.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-s.ended:
			return s.failure()
		case <-ctx.Done():
			return fmt.Errorf("wait for Postgres: %w: %s", ctx.Err(), s.tail())
		case <-tick.C:
		}
		conn, err := pgx.Connect(ctx, s.URL)
		if err == nil {
			return conn.Close(ctx)
		}
	}
}

func (s *Server) failure() error {
	reason := s.tail()
	if strings.Contains(reason, "could not bind") {
		return fmt.Errorf("%w: %s", errPortTaken, reason)
	}
	if strings.Contains(reason, "shared memory block") {
		return fmt.Errorf("%w: %s", errLingering, reason)
	}
	return fmt.Errorf("Postgres ended at its start: %s", reason)
}

// tail is the end of the server's log.
func (s *Server) tail() string {
	log, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(log[max(0, len(log)-1000):]))
}

// Done is closed when the server has ended, whoever ended it.
func (s *Server) Done() <-chan struct{} { return s.ended }

// Stop ends open sessions, waits until everything is on disk and the process has gone. When ctx runs out first the
// server is stopped hard, which its next start recovers from. Safe to call again.
func (s *Server) Stop(ctx context.Context) error {
	err := s.end(ctx)
	return errors.Join(err, s.dog.dismiss())
}

func (s *Server) end(ctx context.Context) error {
	signals := []os.Signal{signalFast, signalImmediate, os.Kill}
	for i, signal := range signals {
		_ = s.cmd.Process.Signal(signal) // an ended process has nothing to hear
		if i > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
		}
		select {
		case <-s.ended:
			return nil
		case <-ctx.Done():
		}
	}
	return fmt.Errorf("Postgres (pid %d) does not stop", s.PID)
}
