package fire

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"sync"
	"time"
)

// Source gives the n-th request of a connection, both counted from 0.
type Source func(connection, n int) Request

// Always is a source of one request.
func Always(r Request) Source { return func(int, int) Request { return r } }

// Volley is what came of some seconds of requests.
type Volley struct {
	Answers   int // of any status
	Refused   int // answers of 400 and above
	Bytes     int64
	Elapsed   time.Duration
	Latencies []time.Duration
}

// Rate is answers a second.
func (v Volley) Rate() float64 { return float64(v.Answers) / v.Elapsed.Seconds() }

// BytesEach is the mean length of an answer's body.
func (v Volley) BytesEach() int64 { return v.Bytes / int64(max(v.Answers, 1)) }

// patience bounds the wait for one answer.
const patience = 10 * time.Second

// For fires at a server over so many connections until the time is over or ctx ends. A connection that breaks is an
// error: a server that drops them cannot be compared.
func For(ctx context.Context, d time.Duration, address string, connections int, next Source) (Volley, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	parts := make([]Volley, connections)
	var firing sync.WaitGroup
	began := time.Now()
	for c := range connections {
		firing.Go(func() {
			if err := parts[c].fire(ctx, address, began.Add(d), func(n int) Request { return next(c, n) }); err != nil {
				cancel(fmt.Errorf("fire at %s: %w", address, err))
			}
		})
	}
	firing.Wait()
	whole := Volley{Elapsed: time.Since(began)}
	for _, p := range parts {
		whole.Answers += p.Answers
		whole.Refused += p.Refused
		whole.Bytes += p.Bytes
		whole.Latencies = append(whole.Latencies, p.Latencies...)
	}
	return whole, context.Cause(ctx)
}

// fire uses one connection.
func (v *Volley) fire(ctx context.Context, address string, until time.Time, next func(n int) Request) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(until.Add(patience)); err != nil {
		return err
	}
	in := bufio.NewReaderSize(conn, 32<<10)
	for n := 0; ctx.Err() == nil; n++ {
		began := time.Now()
		if began.After(until) {
			return nil
		}
		if _, err := conn.Write(next(n)); err != nil {
			return err
		}
		status, length, err := answer(in)
		if err != nil {
			return err
		}
		v.count(status, length, time.Since(began))
	}
	return nil
}

func (v *Volley) count(status int, length int64, took time.Duration) {
	v.Answers++
	v.Bytes += length
	v.Latencies = append(v.Latencies, took)
	if status >= 400 {
		v.Refused++
	}
}
