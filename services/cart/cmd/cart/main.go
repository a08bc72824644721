// Command cart runs the cart service.
package main

import (
	"github.com/askcart/askcart/services/cart"
	"github.com/askcart/askcart/shared/service"
)

func main() { service.Main("cart", cart.Run) }
