// Package eval measures search on products and queries with graded relevance, in the format of the ESCI subset:
// products.ndjson.gz and queries.ndjson in one folder. Run it with go test ./search/eval -esci FOLDER -v.
package eval
