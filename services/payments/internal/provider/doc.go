// Package provider is the seam between payments and those who move the shopper's money: a card processor, a
// courier who takes cash, or the built-in sandbox. Payments knows only this package's words; each provider is a
// subpackage, and all of them pass the one conformance suite beside this file.
//
// Three rules keep money single. Every call that changes something carries a key that was stored before the
// call, and a provider answers a repeated key with its first answer. What a charge is, only Lookup says. And an
// answer that did not come is unknown: it is never read as a refusal.
package provider
