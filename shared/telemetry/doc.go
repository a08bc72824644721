// Package telemetry gives a service its logger, metrics registry and tracer. Nothing is global:
// nine services live in one process without sharing any of them.
//
// Logs are JSON lines with the field names of the Elastic Common Schema and the trace of the
// context they were written with. Traces are kept only when an OTLP endpoint is configured, but
// every request has a trace id, so that logs, journal lines and problems can always be joined.
package telemetry
