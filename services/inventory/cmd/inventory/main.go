// Command inventory runs the inventory service.
package main

import (
	"github.com/askcart/askcart/services/inventory"
	"github.com/askcart/askcart/shared/service"
)

func main() { service.Main("inventory", inventory.Run) }
