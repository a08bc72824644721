package product

import (
	"fmt"

	"github.com/askcart/askcart/shared/problem"
)

// Bounds of an import.
const (
	maxLine     = 64 << 10 // bytes
	batchLines  = 200      // written in one transaction
	manyLines   = 1000     // change enough for the planner to be told
	mostRefused = 10_000   // lines told one by one; further ones are only counted
)

// ErrLineTooLong is a line above 64 KiB; it is skipped.
var ErrLineTooLong = problem.New(problem.TooLarge, "line_too_long", "a line must not be longer than %d KiB", maxLine>>10)

// Line is one line of an import: what it says, or why it cannot be read.
type Line[T any] struct {
	Number int // from 1, blank lines counted
	Value  T
	Err    error
}

// Imported is what became of an import.
type Imported struct {
	Created     int       `json:"created"`
	Updated     int       `json:"updated" doc:"Lines whose product existed; one that says nothing new changes nothing"`
	Failed      []Refusal `json:"failed" doc:"The first 10,000 refused lines"`
	FailedTotal int       `json:"failed_total"`

	changed int // products written
}

// Refusal is a line that was not imported, and why.
type Refusal struct {
	Line    int    `json:"line"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// refuse notes a line's error. It returns false for an error that is no fault of the line.
func (r *Imported) refuse(line int, err error) bool {
	e := problem.Of(err)
	if e.Kind == problem.Internal || e.Kind == problem.Unavailable {
		return false
	}
	r.FailedTotal++
	if len(r.Failed) < mostRefused {
		r.Failed = append(r.Failed, Refusal{line, e.Code, explain(e)})
	}
	return true
}

// explain is the message of e with its first rejected field; lines have no room for all of them.
func explain(e *problem.Error) string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	f := e.Fields[0]
	if more := len(e.Fields) - 1; more > 0 {
		return fmt.Sprintf("%s: %s (and %d more)", f.Path, f.Message, more)
	}
	return fmt.Sprintf("%s: %s", f.Path, f.Message)
}

// outcome is what a batch did with one line.
type outcome int

const (
	refused outcome = iota
	created
	updated
)

func (r *Imported) add(o outcome) {
	switch o {
	case created:
		r.Created++
	case updated:
		r.Updated++
	}
}
