// Package catalogue holds the demo shop's goods: products as import drafts,
// shopper reviews, and the shop's policies. All of it was written for this shop;
// brands are invented. The files are the single source: edit them, and the test
// beside them says what a draft must fulfil.
package catalogue
