module github.com/askcart/askcart/deploy/local

go 1.26.0

require (
	github.com/askcart/askcart/deploy/bench v0.0.0
	github.com/askcart/askcart/frontend/server v0.0.0
	github.com/askcart/askcart/gateway v0.0.0
	github.com/askcart/askcart/services/cart v0.0.0
	github.com/askcart/askcart/services/inventory v0.0.0
	github.com/askcart/askcart/services/order v0.0.0
	github.com/askcart/askcart/services/payments v0.0.0
	github.com/askcart/askcart/services/product v0.0.0
	github.com/askcart/askcart/shared v0.0.0
)

replace (
	github.com/askcart/askcart/deploy/bench => ../bench
	github.com/askcart/askcart/frontend/server => ../../frontend/server
	github.com/askcart/askcart/gateway => ../../gateway
	github.com/askcart/askcart/services/cart => ../../services/cart
	github.com/askcart/askcart/services/inventory => ../../services/inventory
	github.com/askcart/askcart/services/order => ../../services/order
	github.com/askcart/askcart/services/payments => ../../services/payments
	github.com/askcart/askcart/services/product => ../../services/product
	github.com/askcart/askcart/shared => ../../shared
)
