package service

import (
	"net"
	"time"
)

// Config is what every service reads from its environment. A service embeds it in its own.
type Config struct {
	Addr string `env:"ADDR" doc:"Address to listen on, host:port; each service has its default port"`

	DatabaseURL string `env:"DATABASE_URL" required:"true" secret:"true" doc:"Postgres of this service; its role sees only its own schema"`
	Schema      string `env:"DATABASE_SCHEMA" doc:"Schema of this service; the service's name, with _ for -, when empty"`
	MaxConns    int    `env:"DATABASE_MAX_CONNS" default:"8" doc:"Connections to Postgres"`
	Migrate     bool   `env:"MIGRATE" default:"true" doc:"Bring the schema up to date at start; off where a job does it"`

	KafkaBrokers     []string      `env:"KAFKA_BROKERS" required:"true" doc:"Brokers, host:port separated by commas"`
	KafkaPrefix      string        `env:"KAFKA_TOPIC_PREFIX" doc:"Put before every topic and group, so that shops can share a broker"`
	KafkaPartitions  int           `env:"KAFKA_PARTITIONS" default:"8" doc:"Of topics made here; never change it afterwards"`
	KafkaReplication int           `env:"KAFKA_REPLICATION" default:"1" doc:"Of topics made here"`
	KafkaSession     time.Duration `env:"KAFKA_SESSION" default:"6s" doc:"How long a silent member keeps its partitions; 10–30s over a real network"`

	JWKSURL     string `env:"JWKS_URL" default:"http://127.0.0.1:8000/.well-known/jwks.json" doc:"Where the gateway publishes its keys"`
	JWTIssuer   string `env:"JWT_ISSUER" default:"askcart" doc:"Issuer that tokens must name"`
	JWTAudience string `env:"JWT_AUDIENCE" default:"askcart" doc:"Audience that tokens must name"`

	Environment  string `env:"ASKCART_ENV" default:"development" doc:"production refuses sandbox payments, demo logins and default secrets"`
	OTLPEndpoint string `env:"OTEL_EXPORTER_OTLP_ENDPOINT" doc:"Where traces go, as http://host:4318; none when empty"`
	LogLevel     string `env:"LOG_LEVEL" default:"info" doc:"debug, info, warn or error"`

	// Listener serves instead of Addr when it is set: tests and the launcher choose ports.
	Listener net.Listener
}

// Production reports whether demo conveniences must be refused.
func (c Config) Production() bool { return c.Environment == "production" }
