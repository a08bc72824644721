package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times in /proc/PID/stat: USER_HZ, which is 100 on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// Process is what /proc/PID/stat says.
type Process struct {
	Parent  int
	CPU     time.Duration // user and system
	Reaped  time.Duration // CPU of children that ended and were waited for
	Started time.Duration // after the machine's start
}

// ReadProcess reads a running process. It works on Linux only.
func ReadProcess(pid int) (Process, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return Process{}, err
	}
	return parseStat(text)
}

var errStat = errors.New("/proc/PID/stat is not as expected")

// parseStat reads the fields after the program's name, which may itself contain blanks and parentheses.
func parseStat(text []byte) (Process, error) {
	_, after, ok := cutLast(string(text), ") ")
	fields := strings.Fields(after)
	if !ok || len(fields) < 20 {
		return Process{}, errStat
	}
	var numbers [20]int64
	for i := 1; i < 20; i++ { // field 0 is the state, a letter
		n, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			return Process{}, errStat
		}
		numbers[i] = n
	}
	ticks := func(i int) time.Duration { return time.Duration(numbers[i]) * tick }
	return Process{Parent: int(numbers[1]), CPU: ticks(11) + ticks(12), Reaped: ticks(13) + ticks(14), Started: ticks(19)}, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	at := strings.LastIndex(s, sep)
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+len(sep):], true
}

// CPU is the time that processes spent on the processors so far, with that of their direct children, past and present.
func CPU(pids ...int) (time.Duration, error) {
	var sum time.Duration
	for _, pid := range pids {
		p, err := ReadProcess(pid)
		if err != nil {
			return 0, err
		}
		sum += p.CPU + p.Reaped
		for _, child := range Children(pid) {
			if c, err := ReadProcess(child); err == nil { // it may just have ended
				sum += c.CPU
			}
		}
	}
	return sum, nil
}

// Children are the processes that a process started and that still run.
func Children(pid int) []int {
	var children []int
	files, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is well formed
	for _, file := range files {
		child, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			continue
		}
		if p, err := ReadProcess(child); err == nil && p.Parent == pid {
			children = append(children, child)
		}
	}
	return children
}

// Age is how long ago a process was started, to a hundredth of a second.
func Age(pid int) (time.Duration, error) {
	p, err := ReadProcess(pid)
	if err != nil {
		return 0, err
	}
	text, err := os.ReadFile("/proc/uptime")
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), " ")
	up, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return 0, err
	}
	return time.Duration(up*float64(time.Second)) - p.Started, nil
}

// PSS is a process's memory in bytes: its own pages, and its share of those that it shares.
func PSS(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	return parsePSS(text)
}

func parsePSS(text []byte) (int64, error) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 3 && fields[0] == "Pss:" && fields[2] == "kB" {
			kilobytes, err := strconv.ParseInt(fields[1], 10, 64)
			return kilobytes << 10, err
		}
	}
	return 0, errors.New("smaps_rollup tells no Pss")
}
