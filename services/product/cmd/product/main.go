// Command product runs the product service.
package main

import (
	"github.com/askcart/askcart/services/product"
	"github.com/askcart/askcart/shared/service"
)

func main() { service.Main("product", product.Run) }
