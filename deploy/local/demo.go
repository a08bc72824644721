package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"text/tabwriter"
)

// demo is demo.json: how tools and tests reach the running stack. It exists while the stack is ready.
type demo struct {
	Gateway    string            `json:"gateway"`
	Storefront string            `json:"storefront"`
	Services   map[string]string `json:"services"`
	Postgres   string            `json:"postgres"` // the administrator's
	Checker    string            `json:"checker"`  // may read all services' schemas and write nothing
	Kafka      []string          `json:"kafka"`
	Redis      string            `json:"redis"`
	Admin      login             `json:"admin"`
	Shopper    login             `json:"shopper"`
	PIDs       map[string]int    `json:"pids"`
}

// readDemo is for commands that work on a running stack.
func readDemo(pl place) (demo, error) {
	var d demo
	text, err := os.ReadFile(pl.file("demo.json"))
	if err != nil {
		return d, fmt.Errorf("the shop is not running (no demo.json in %s): start it with up", pl.data)
	}
	return d, json.Unmarshal(text, &d)
}

// publish writes demo.json and prints what listens where.
func (s *running) publish() error {
	checker, err := as(s.infra.databaseURL, checkerRole, s.secrets.Checker)
	if err != nil {
		return err
	}
	d := demo{Services: map[string]string{}, Postgres: s.infra.databaseURL, Checker: checker, Kafka: s.infra.brokers,
		Redis: s.infra.redisURL, Admin: s.secrets.Admin, Shopper: s.secrets.Shopper}
	for _, p := range s.options.parts {
		switch url := s.place.url(p.port); p.name {
		case gatewayName:
			d.Gateway = url
		case storefrontName:
			d.Storefront = url
		default:
			d.Services[p.name] = url
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.demo = &d
	s.print()
	return s.writeDemo()
}

// seen notes the process of a part; demo.json follows once it exists.
func (s *running) seen(name string, pid int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pids[name] = pid
	if s.demo != nil {
		if err := s.writeDemo(); err != nil {
			fmt.Fprintln(s.out, "cannot write demo.json:", err)
		}
	}
}

// writeDemo is called with mu held.
func (s *running) writeDemo() error {
	s.demo.PIDs = maps.Clone(s.pids)
	s.demo.PIDs["launcher"] = os.Getpid()
	if pg := s.infra.postmaster(); pg != nil {
		s.demo.PIDs["postgres"] = pg.PID
	}
	return writePrivate(s.place.file("demo.json"), s.demo)
}

// print tells a person where everything is.
func (s *running) print() {
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	defer table.Flush()
	row := func(name, url string) { fmt.Fprintf(table, "  %s\t%s\tprocess %d\n", name, url, s.pids[name]) }
	for _, name := range slices.Sorted(maps.Keys(s.demo.Services)) {
		row(name, s.demo.Services[name]+"/docs")
	}
	if s.demo.Gateway == "" {
		return
	}
	row(gatewayName, s.demo.Gateway+"/docs")
	if s.demo.Storefront != "" {
		row(storefrontName, s.demo.Storefront)
	}
	fmt.Fprintf(table, "  admin\t%s\t%s\n  shopper\t%s\t%s\n", s.demo.Admin.Email, s.demo.Admin.Password, s.demo.Shopper.Email, s.demo.Shopper.Password)
	fmt.Fprintln(table, "  demo profile: request limits × 100, sandbox payments on")
}
