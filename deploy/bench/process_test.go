package bench

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStatIsReadWhateverTheProgramIsCalled(t *testing.T) {
	t.Parallel()
	const after = " S 41 42 42 0 -1 4194560 1 2 3 4 150 50 7 3 20 0 9 0 5600 1 2"
	want := Process{Parent: 41, CPU: 2 * time.Second, Reaped: 100 * time.Millisecond, Started: 56 * time.Second}
	for _, name := range []string{"(bare)", "(a b)", "(odd) name) R 1)"} {
		got, err := parseStat([]byte("42 " + name + after))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("parseStat of %s: %v\n%s", name, err, diff)
		}
	}
	for _, bad := range []string{"", "42 (bare", "42 (bare) S 41", "42 (bare) S x 42 42 0 -1 4194560 1 2 3 4 150 50 7 3 20 0 9 0 5600"} {
		if got, err := parseStat([]byte(bad)); err == nil {
			t.Errorf("parseStat(%q) = %+v, want an error", bad, got)
		}
	}
}

func TestPSSIsNotOneOfItsParts(t *testing.T) {
	t.Parallel()
	const rollup = "55e1-7ffd ---p 00000000 00:00 0 [rollup]\nRss:  9000 kB\nPss:  1500 kB\nPss_Anon: 700 kB\nPss_File: 800 kB\n"
	if got, err := parsePSS([]byte(rollup)); err != nil || got != 1500<<10 {
		t.Errorf("parsePSS = %v, %v; want 1500 KiB", got, err)
	}
	if got, err := parsePSS([]byte("Rss: 1 kB\n")); err == nil {
		t.Errorf("parsePSS without Pss = %v, want an error", got)
	}
}

func TestThisProcessCanBeLookedAt(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("this machine has no /proc")
	}
	t.Parallel()
	child := exec.CommandContext(t.Context(), "cat") // waits for input that never comes
	if _, err := child.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadProcess(child.Process.Pid); err != nil || got.Parent != os.Getpid() {
		t.Errorf("ReadProcess = %+v, %v; want this process as parent", got, err)
	}
	found := false
	for _, pid := range Children(os.Getpid()) {
		found = found || pid == child.Process.Pid
	}
	if !found {
		t.Error("Children does not tell of a child that runs")
	}
	if pss, err := PSS(os.Getpid()); err != nil || pss < 1<<20 {
		t.Errorf("PSS of this process = %v, %v; want some megabytes", pss, err)
	}
	if age, err := Age(os.Getpid()); err != nil || age < 0 || age > time.Hour {
		t.Errorf("Age of this process = %v, %v; want some seconds", age, err)
	}
	if _, err := CPU(-1); err == nil {
		t.Error("CPU of no process gives no error")
	}
}

func TestANoisyMachineIsToldApart(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		quiet  Quiet
		before bool
		warns  bool
	}{
		{"all of it for us", Quiet{Load: .2, Share: .99, Cores: 2}, true, false},
		{"others spin", Quiet{Load: .2, Share: .6, Cores: 2}, true, true},
		{"others wait for their turn", Quiet{Load: 4, Share: .99, Cores: 2}, true, true},
		{"our own load after a run", Quiet{Load: 4, Share: .99, Cores: 2}, false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.quiet.Warning(test.before) != ""; got != test.warns {
				t.Errorf("warns: %v, want %v", got, test.warns)
			}
		})
	}
}
