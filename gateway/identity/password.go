package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed" // the list of common passwords
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// params of argon2id, as OWASP's Password Storage Cheat Sheet has them: 19 MiB, 2 passes, 1 lane.
type params struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

var current = params{memory: 19 * 1024, passes: 2, threads: 1}

const (
	saltBytes = 16
	hashBytes = 32
	hashWait  = 5 * time.Second // in the queue for a core, before the answer is "busy"
)

// hasher hashes passwords on all cores but one at most, so that a rush of sign-ins leaves the
// gateway able to pass everything else on.
type hasher struct{ cores chan struct{} }

func newHasher() *hasher {
	return &hasher{make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
}

// enter waits for a core; the caller must call leave.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	wait := time.NewTimer(hashWait)
	defer wait.Stop()
	select {
	case h.cores <- struct{}{}:
		return func() { <-h.cores }, nil
	case <-wait.C:
		return nil, ErrBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash returns password in PHC string format with a fresh salt.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	key := argon2.IDKey([]byte(password), salt, current.passes, current.memory, current.threads, hashBytes)
	return encode(current, salt, key), nil
}

// nobody is a hash that no password has; verifying against it takes as long as against any other.
var nobody = encode(current, make([]byte, saltBytes), make([]byte, hashBytes))

// verify reports whether encoded is a hash of password, and whether it should be renewed because
// its parameters are not the current ones. An empty hash takes the same time and is never right.
func (h *hasher) verify(ctx context.Context, encoded, password string) (right, renew bool, err error) {
	known := encoded != ""
	if !known {
		encoded = nobody
	}
	p, salt, want, err := decode(encoded)
	if err != nil {
		return false, false, err
	}
	leave, err := h.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	got := argon2.IDKey([]byte(password), salt, p.passes, p.memory, p.threads, uint32(len(want)))
	right = subtle.ConstantTimeCompare(got, want) == 1 && known
	return right, right && p != current, nil
}

func encode(p params, salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

var errHash = errors.New("stored password hash is not one of ours")

func decode(encoded string) (p params, salt, key []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); err != nil {
		return p, nil, nil, errHash
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(key) == 0 {
		return p, nil, nil, errHash
	}
	return p, salt, key, nil
}

//go:embed common.txt
var commonList string

// commons is the list as a set; read only.
var commons = func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonList) {
		set[strings.TrimSpace(line)] = true
	}
	return set
}()

// common reports whether password is on the list of those that guessers try first, or is one
// character repeated.
func common(password string) bool {
	p := strings.ToLower(strings.TrimSpace(password))
	return p == "" || commons[p] || strings.Trim(p, p[:1]) == ""
}
