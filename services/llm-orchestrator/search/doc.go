// Package search finds products for the words that shoppers type. It is pure: an Index lives in memory, is filled with
// Put and SetStock, and needs no model, key or network.
//
// A query is read first (Understand): prices, sizes, colours and negations become conditions, misspelt words are corrected,
// compounds are tried joined and split, synonyms are added. What remains is ranked by BM25F over name, brand, category,
// attributes and text, the head noun weighing most. Conditions that leave nothing are given up one by one and named,
// so a result is empty only when nothing is related.
package search
