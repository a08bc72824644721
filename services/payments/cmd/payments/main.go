// Command payments runs the payments service.
package main

import (
	"github.com/askcart/askcart/services/payments"
	"github.com/askcart/askcart/shared/service"
)

func main() { service.Main("payments", payments.Run) }
