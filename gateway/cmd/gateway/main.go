// Command gateway runs AskCart's public door and its accounts.
package main

import (
	"github.com/askcart/askcart/gateway"
	"github.com/askcart/askcart/shared/service"
)

func main() { service.Main("gateway", gateway.Run) }
