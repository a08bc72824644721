package gateway_test

import (
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkHop compares a request with the same one through the gateway: compare ns/op (at one
// connection) and cpu-µs/op (client, gateway and service together) of the rows.
func BenchmarkHop(b *testing.B) {
	cfg, _ := redis(b)
	s := open(b, cfg)
	page := strings.Repeat(`{"name":"Hiking Boot","price":{"amount":13900,"currency":"USD"}},`, 120) // 8 KB
	s.product.answers(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, page)
	})
	token := s.guest().AccessToken
	for _, row := range []struct{ name, url, token string }{
		{"direct", s.product.URL + "/api/v1/products", ""},
		{"public", s.URL("/api/v1/products"), ""},
		{"signed", s.URL("/api/v1/products"), token},
	} {
		b.Run(row.name, func(b *testing.B) {
			r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, row.url, nil)
			if err != nil {
				b.Fatal(err)
			}
			if row.token != "" {
				r.Header.Set("Authorization", "Bearer "+row.token)
			}
			before := cpu()
			for b.Loop() {
				res, err := http.DefaultTransport.RoundTrip(r)
				if err != nil {
					b.Fatal(err)
				}
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
				if res.StatusCode != http.StatusOK {
					b.Fatalf("answer = %d", res.StatusCode)
				}
			}
			b.ReportMetric(float64((cpu()-before).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
}

// cpu is how much processor time this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
