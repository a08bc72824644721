// Package limit decides how often somebody may do something: token buckets in Redis, shared by all
// replicas, and in this process while Redis is down, so that a dead cache neither stops the shop
// nor opens the login to guessing.
package limit
