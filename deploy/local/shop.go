package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// client gives an import of a whole catalogue its time, and no request for ever.
var client = &http.Client{Timeout: 5 * time.Minute}

// shop is the public API of a running stack, used as any client uses it.
type shop struct {
	gateway string
	token   string
}

// refusal is an answer that is a problem.
type refusal struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Fields []struct {
		Path    string `json:"path"`
		Message string `json:"message"`
	} `json:"fields"`
}

func (r *refusal) Error() string {
	text := fmt.Sprintf("the shop answered %d %s: %s", r.Status, r.Code, r.Detail)
	for _, f := range r.Fields {
		text += fmt.Sprintf("; %s %s", f.Path, f.Message)
	}
	return text
}

// call sends body as JSON and reads the answer into into, when it is not nil.
func (s shop) call(ctx context.Context, method, path string, body, into any) error {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	return s.send(ctx, method, path, "application/json", sent, into)
}

func (s shop) send(ctx context.Context, method, path, contentType string, body io.Reader, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, s.gateway+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	if body != nil {
		request.Header.Set("Content-Type", contentType)
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusBadRequest {
		problem := &refusal{Status: answer.StatusCode}
		_ = json.NewDecoder(answer.Body).Decode(problem) // without one the status has to do
		return problem
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// signed is an answer that carries a token.
type signed struct {
	Token string `json:"access_token"`
}

// login returns the shop as seen by an account.
func (s shop) login(ctx context.Context, as login) (shop, error) {
	var in signed
	err := shop{gateway: s.gateway}.call(ctx, http.MethodPost, "/auth/login",
		map[string]string{"email": as.Email, "password": as.Password}, &in)
	return shop{gateway: s.gateway, token: in.Token}, err
}

// unknown reports whether the shop refused a login.
func unknown(err error) bool {
	r, ok := errors.AsType[*refusal](err)
	return ok && r.Status == http.StatusUnauthorized
}

// accounts makes the demo logins that are not there yet and returns the shop as the admin sees it.
func (s shop) accounts(ctx context.Context, keys secrets) (shop, error) {
	if _, err := s.login(ctx, keys.Shopper); unknown(err) {
		if err := s.call(ctx, http.MethodPost, "/auth/register", map[string]string{
			"email": keys.Shopper.Email, "password": keys.Shopper.Password, "name": "Demo Shopper"}, nil); err != nil {
			return s, fmt.Errorf("register the demo shopper: %w", err)
		}
	} else if err != nil {
		return s, fmt.Errorf("log the demo shopper in: %w", err)
	}
	admin, err := s.login(ctx, keys.Admin)
	if !unknown(err) {
		return admin, err
	}
	if err := s.call(ctx, http.MethodPost, "/auth/bootstrap", map[string]string{"token": keys.Bootstrap,
		"email": keys.Admin.Email, "password": keys.Admin.Password, "name": "Demo Admin"}, nil); err != nil {
		return s, fmt.Errorf("make the first admin: %w", err)
	}
	return s.login(ctx, keys.Admin)
}
