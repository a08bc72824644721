// Package bare is the baseline: a product list, a product and "add to cart" as anybody would write them with chi and
// pgx, over the tables that the services filled. It checks no token, sends no event, keeps no cache, knows no filter,
// writes no metric and documents nothing; what a service costs more than this is the price of all that.
package bare
