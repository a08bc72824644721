// Package fire sends prepared HTTP/1.1 requests over a few connections, one at a time on each, as fast as they are
// answered. It shares the processors with the server that is measured, so it does as little as it can: net/http's
// client costs more than the handlers behind it.
package fire
