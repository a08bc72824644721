package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// environ is what the launcher decides for a part: addresses and secrets of this stack. It wins over the process's
// own environment, where DATABASE_URL is the administrator's.
func environ(p part, pl place, i *infra, s secrets) (map[string]string, error) {
	vars := map[string]string{
		"ADDR":          pl.address(p.port),
		"KAFKA_BROKERS": strings.Join(i.brokers, ","),
		"REDIS_URL":     i.redisURL,
		"GATEWAY_URL":   pl.url(gatewayPort),
		"JWKS_URL":      pl.url(gatewayPort) + "/.well-known/jwks.json",
		"MEDIA_DIR":     pl.file("media"),
		"ASSETS_DIR":    filepath.Join(pl.checkout, "frontend", "dist"),
		"PUBLIC_URL":    pl.url(storefrontPort),
	}
	for _, other := range parts {
		vars[variable(other.name)+"_URL"] = pl.url(other.port)
	}
	if p.name == gatewayName {
		maps.Copy(vars, gatewayEnviron(pl, s))
	}
	if p.schema != "" {
		url, err := as(i.databaseURL, roleOf(p), s.Roles[p.name])
		if err != nil {
			return nil, err
		}
		vars["DATABASE_URL"] = url
	}
	return vars, nil
}

// gatewayEnviron is the demo profile: limits a hundred times higher, so that one machine can act as many shoppers, and
// a way to make the first admin.
func gatewayEnviron(pl place, s secrets) map[string]string {
	shop := pl.url(storefrontPort)
	return map[string]string{
		"METRICS_ADDR":          pl.address(metricsPort),
		"CORS_ORIGINS":          shop + "," + strings.Replace(shop, "127.0.0.1", "localhost", 1),
		"TRUSTED_PROXIES":       "127.0.0.0/8",
		"RATE_LIMIT_FACTOR":     "100",
		"ADMIN_BOOTSTRAP_TOKEN": s.Bootstrap,
	}
}

// variable is a part's name as a piece of a variable's name.
func variable(name string) string { return strings.ToUpper(strings.ReplaceAll(name, "-", "_")) }

// layered looks a variable up in the maps, the first that has it wins, then in the process's environment.
func layered(maps ...map[string]string) lookup {
	return func(name string) (string, bool) {
		for _, m := range maps {
			if value, ok := m[name]; ok {
				return value, true
			}
		}
		return os.LookupEnv(name)
	}
}

// writeEnviron keeps the variables of a part for processes that start later (service, dev).
func writeEnviron(file string, vars map[string]string) error {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		fmt.Fprintf(&text, "%s=%s\n", name, vars[name])
	}
	return os.WriteFile(file, []byte(text.String()), 0o600)
}

// readEnviron reads NAME=value lines; empty lines and those that begin with # do not count. Quotes around a value
// do not belong to it.
func readEnviron(file string) (map[string]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	vars := map[string]string{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		if !ok {
			return nil, fmt.Errorf("%s: line %d is not NAME=value", file, n)
		}
		vars[strings.TrimSpace(name)] = unquoted(strings.TrimSpace(value))
	}
	return vars, lines.Err()
}

func unquoted(value string) string {
	if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		return value[1 : len(value)-1]
	}
	return value
}
