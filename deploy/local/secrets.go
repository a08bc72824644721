package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// login is an account of the demo shop.
type login struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// secrets are generated at the first start and kept: data made with them would be lost otherwise.
type secrets struct {
	Roles     map[string]string `json:"roles"` // passwords of the database roles by part
	Checker   string            `json:"checker"`
	Bootstrap string            `json:"bootstrap"` // makes the first admin, once
	Admin     login             `json:"admin"`
	Shopper   login             `json:"shopper"`
}

// loadSecrets reads the file of an earlier start and adds what it lacks.
func loadSecrets(file string) (secrets, error) {
	var s secrets
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("read the secrets of earlier starts: %w", err)
	}
	if s.Roles == nil {
		s.Roles = map[string]string{}
	}
	for _, p := range parts {
		if p.schema != "" && s.Roles[p.name] == "" {
			s.Roles[p.name] = rand.Text()
		}
	}
	for _, text := range []*string{&s.Checker, &s.Bootstrap} {
		if *text == "" {
			*text = rand.Text()
		}
	}
	if s.Admin.Email == "" {
		s.Admin, s.Shopper = newLogin("admin"), newLogin("shopper")
	}
	return s, writePrivate(file, s)
}

func newLogin(name string) login {
	return login{Email: name + "@askcart.example", Password: strings.ToLower(rand.Text()[:16])}
}

// writePrivate replaces file with value as JSON, readable by this user only, all of it or nothing.
func writePrivate(file string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	draft := file + ".new"
	if err := os.WriteFile(draft, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(draft, file)
}
