package server

import "net"

// Config is what the storefront reads from its environment.
type Config struct {
	Addr       string `env:"ADDR" default:"127.0.0.1:5173" doc:"Address to listen on, host:port"`
	GatewayURL string `env:"GATEWAY_URL" default:"http://127.0.0.1:8000" doc:"Where /api and /media are passed on to"`
	AssetsDir  string `env:"ASSETS_DIR" default:"dist" doc:"The built app: the folder with index.html"`
	PublicURL  string `env:"PUBLIC_URL" doc:"How shoppers reach the shop, for canonical links; from the request when empty"`
	LogLevel   string `env:"LOG_LEVEL" default:"info" doc:"debug, info, warn or error"`

	// Listener serves instead of Addr when it is set.
	Listener net.Listener
}
