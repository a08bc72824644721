// Package identity knows who a shopper is: accounts, their passwords, their sessions, and the keys
// that sign access tokens.
//
// Tables (schema identity): users · sessions (one login, revoked as a whole) · refresh_tokens (by
// SHA-256; each is good for one use) · one_time_tokens (reset, verify) · signing_keys · bootstrap.
// Sends user_changed, user_merged and user_notifications. Hears nothing.
//
// Invariants: a guest that registers keeps its id · a refresh token is spent once, and a second use
// revokes its session · no password, token or key is stored in a form that can be used · an e-mail
// address belongs to at most one account, whatever its case.
//
// What an outsider may learn: login, password reset and their timing say nothing about whether an
// address has an account. Registration must (02 answers it with a session), so it is limited by IP
// and spends the same time in either case.
package identity
