package embedded

import (
	"fmt"
	"io"
	"os/exec"
)

// watchScript waits for a word or for the end of its input. The end without a word means that the process which
// started Postgres is gone: it stops Postgres itself. Afterwards it removes the folder when told to.
// Arguments: data folder, signal, folder to remove or nothing.
const watchScript = `
read -r word
if [ "$word" != stopped ]; then
	[ -f "$1/postmaster.pid" ] || sleep 1
	if read -r pid < "$1/postmaster.pid"; then
		kill -s "$2" "$pid"
		tries=0
		while [ -f "$1/postmaster.pid" ] && kill -0 "$pid" && [ "$tries" -lt 200 ]; do
			sleep 0.05
			tries=$((tries + 1))
		done
		[ ! -f "$1/postmaster.pid" ] || kill -s KILL "$pid"
	fi
fi
[ -z "$3" ] || rm -rf "$3"
`

// watchdog outlives this process just long enough to clean up after it.
type watchdog struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser
}

// watch starts the watchdog of the database in data; remove names a folder to delete in the end, or nothing.
func watch(data, remove string) (*watchdog, error) {
	signal := "INT"
	if remove != "" {
		signal = "QUIT"
	}
	cmd := exec.Command("sh", "-c", watchScript, "askcart-watchdog", data, signal, remove)
	cmd.Dir = "/"
	detach(cmd, self())
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the watchdog: %w", err)
	}
	return &watchdog{cmd, pipe}, nil
}

// dismiss tells the watchdog that Postgres has stopped and waits until the watchdog has gone too.
func (w *watchdog) dismiss() error {
	_, writeErr := io.WriteString(w.pipe, "stopped\n")
	w.pipe.Close()
	if err := w.cmd.Wait(); err != nil {
		return err
	}
	return writeErr
}
