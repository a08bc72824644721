// Command order runs the order service.
package main

import (
	"github.com/askcart/askcart/services/order"
	"github.com/askcart/askcart/shared/service"
)

func main() { service.Main("order", order.Run) }
