package embedded

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
)

// watchScript waits for a word or for the end of its input. The end without a word means that the process which
// started the server is gone: the watchdog stops the server itself. Afterwards it removes the folder when told to.
// Arguments: file with the server's process id, signal, folder to remove or nothing.
const watchScript = `
read -r word
if [ "$word" != stopped ]; then
	[ -f "$1" ] || sleep 1
	if read -r pid < "$1"; then
		kill -s "$2" "$pid"
		tries=0
		while [ -f "$1" ] && kill -0 "$pid" && [ "$tries" -lt 200 ]; do
			sleep 0.05
			tries=$((tries + 1))
		done
		[ ! -f "$1" ] || kill -s KILL "$pid"
	fi
fi
[ -z "$3" ] || rm -rf "$3"
`

// watchdog outlives this process just long enough to clean up after it.
type watchdog struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser

	once   sync.Once
	result error
}

// watch starts the watchdog of the server that writes its process id to pidFile; remove names a folder to delete in
// the end, or nothing.
func watch(pidFile, remove string) (*watchdog, error) {
	signal := "INT"
	if remove != "" {
		signal = "QUIT" // nothing is worth a checkpoint
	}
	cmd := exec.Command("sh", "-c", watchScript, "askcart-watchdog", pidFile, signal, remove)
	cmd.Dir = "/"
	detach(cmd, self())
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the watchdog: %w", err)
	}
	return &watchdog{cmd: cmd, pipe: pipe}, nil
}

// dismiss tells the watchdog that the server has stopped and waits until the watchdog has gone too.
func (w *watchdog) dismiss() error {
	w.once.Do(func() {
		_, err := io.WriteString(w.pipe, "stopped\n")
		w.result = errors.Join(err, w.pipe.Close(), w.cmd.Wait())
	})
	return w.result
}
