// Package env reads a program's configuration from environment variables into one struct, once,
// at start. The struct's tags are the documentation: docs/env.md and every .env.example are
// generated from them.
//
//	type Config struct {
//		Addr   string        `env:"ADDR" default:":8001" doc:"where to listen"`
//		Secret string        `env:"API_SECRET" required:"true" secret:"true" doc:"…"`
//		Wait   time.Duration `env:"WAIT" default:"5s" doc:"…"`
//	}
package env
