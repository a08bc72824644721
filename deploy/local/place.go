package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

// place is where this stack lives: its checkout, its data and its ports.
type place struct {
	checkout string // folder of go.work
	data     string // folder that keeps everything between starts
	shift    int    // distance of all ports from their defaults
}

// Ports of the embedded infrastructure before the shift; the services' are in the table of parts.
const (
	basePort     = 8000
	postgresPort = 15432
	redisPort    = 16379
	kafkaPort    = 19092
)

// here reads ASKCART_DIR and ASKCART_PORT_BASE.
func here() (place, error) {
	checkout, err := findCheckout()
	if err != nil {
		return place{}, err
	}
	data := os.Getenv("ASKCART_DIR")
	if data == "" {
		data = filepath.Join(checkout, ".askcart")
	}
	if data, err = filepath.Abs(data); err != nil {
		return place{}, err
	}
	base := basePort
	if text := os.Getenv("ASKCART_PORT_BASE"); text != "" {
		if base, err = strconv.Atoi(text); err != nil || base < 1024 || base > 50000 {
			return place{}, errors.New("ASKCART_PORT_BASE must be a number from 1024 to 50000")
		}
	}
	return place{checkout: checkout, data: data, shift: base - basePort}, nil
}

// findCheckout looks for go.work from the working directory upwards.
func findCheckout() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for at := start; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.work")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s is not inside a checkout of AskCart (no go.work)", start)
		}
	}
}

// file is a path inside the data folder.
func (p place) file(path ...string) string {
	return filepath.Join(append([]string{p.data}, path...)...)
}

// address is where the server with this default port listens.
func (p place) address(port int) string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port+p.shift))
}

func (p place) url(port int) string { return "http://" + p.address(port) }

// free reports an error that names the port when somebody else listens there already.
func (p place) free(name string, port int) error {
	listener, err := net.Listen("tcp", p.address(port))
	if err != nil {
		return fmt.Errorf("port %d, which %s needs, is in use by another program (ASKCART_PORT_BASE moves all ports)", port+p.shift, name)
	}
	return listener.Close()
}
