package catalogue

import _ "embed"

//go:embed products.ndjson
var products []byte

//go:embed reviews.ndjson
var reviews []byte

//go:embed policies.md
var policies string

// Products returns the demo products as NDJSON, one import draft a line, as
// POST /products/import takes them. Amounts are minor units; image addresses
// point at the storefront's /pictures. The caller must not change the bytes.
func Products() []byte { return products }

// Reviews returns the demo reviews as NDJSON: slug of the product, author,
// rating 1 to 5, title and body a line. The caller must not change the bytes.
func Reviews() []byte { return reviews }

// Policies returns the shop's rules on shipping, returns, payment and warranty
// as Markdown, one section a topic.
func Policies() string { return policies }
