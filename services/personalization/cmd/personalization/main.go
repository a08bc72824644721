// Command personalization runs the personalization service.
package main

import (
	"github.com/askcart/askcart/services/personalization"
	"github.com/askcart/askcart/shared/service"
)

func main() { service.Main("personalization", personalization.Run) }
