package inventory

import "github.com/askcart/askcart/shared/service"

// Config is everything the service reads from its environment; it needs nothing beyond what all services read.
type Config struct {
	service.Config
}
