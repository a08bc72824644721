// Package service is what all of AskCart's services share when they start: configuration,
// telemetry, the schema, the outbox's relay, the inbox's consumer, the HTTP surface that every
// service has, and the order in which all of it stops.
//
// A service's Run opens a Service, registers its routes and subscriptions, and calls Run.
package service
