// Package events is what the services tell each other: facts in the past tense, one file for
// each topic's owner. Payloads are JSON and only ever grow; consumers ignore what they do not
// know. The envelope is CloudEvents 1.0 in Kafka's binary mode (headers ce_*).
package events
