// Package assistant answers shoppers from facts, without a model: it is what answers when no key is set or every provider
// is down. It is pure; whatever it knows it reads through Tools, which read and never write.
//
// Answer sorts a message into an intent, asks the tools, and composes sentences of which each names the sources of its
// facts as [n]. Check compares every number, price, word on stock and product name of a text with those sources
// and drops the sentences that they do not support; it is for texts of any origin. Text of the catalogue, of reviews and of
// policies is data: it is quoted, never followed, and left out when it addresses an assistant.
package assistant
