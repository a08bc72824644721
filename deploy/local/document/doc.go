// Package document turns what the code says of itself into the files under docs: the
// events with their schemas, and the environment variables. Same code, same bytes: make verify
// compares them with what is committed.
package document
