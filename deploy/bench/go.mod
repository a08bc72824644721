module github.com/askcart/askcart/deploy/bench

go 1.26.0

require github.com/askcart/askcart/shared v0.0.0

replace github.com/askcart/askcart/shared => ../../shared
