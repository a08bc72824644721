// Command notification runs the notification service.
package main

import (
	"github.com/askcart/askcart/services/notification"
	"github.com/askcart/askcart/shared/service"
)

func main() { service.Main("notification", notification.Run) }
