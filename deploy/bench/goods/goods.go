// Package goods makes the products that are measured with: always the same ones, in the form that the shop imports.
package goods

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
)

// SKU is that of the n-th product's first variant.
func SKU(n int) string { return fmt.Sprintf("B-%06d-0", n) }

// Slug is that of the n-th product.
func Slug(n int) string { return fmt.Sprintf("bench-product-%06d", n) }

// stock is so much that no run sells a variant out.
const stock = 500_000

type amount struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

type variant struct {
	SKU     string            `json:"sku"`
	Options map[string]string `json:"options"`
	Price   amount            `json:"price"`
	Stock   int64             `json:"initial_stock"`
}

type draft struct {
	Slug        string              `json:"slug"`
	Name        string              `json:"name"`
	Brand       string              `json:"brand"`
	Description string              `json:"description"`
	Category    string              `json:"category"`
	Attributes  map[string]string   `json:"attributes"`
	Images      []map[string]string `json:"images"`
	Variants    []variant           `json:"variants"`
}

var (
	kinds     = []string{"headphones", "boots", "kettle", "backpack", "lamp", "jacket", "keyboard", "tent", "knife", "bottle"}
	adjective = []string{"Quiet", "Light", "Steel", "Folding", "Warm", "Slim", "Sturdy", "Bright", "Small", "Grand"}
	colours   = []string{"black", "red", "green", "blue", "sand"}
	sizes     = []string{"S", "M", "L"}
)

const text = "Made for every day and tried on many. It is easy to clean, easy to mend and comes with what it needs. " +
	"The parts that wear can be had one by one. It is packed without plastic and guaranteed for two years."

// Write writes the first count products, a line each. The same count gives the same bytes.
func Write(out io.Writer, count int) error {
	dice := rand.New(rand.NewPCG(11, 10_000))
	lines := json.NewEncoder(out)
	for n := range count {
		if err := lines.Encode(product(dice, n)); err != nil {
			return err
		}
	}
	return nil
}

func product(dice *rand.Rand, n int) draft {
	pick := func(from []string) string { return from[dice.IntN(len(from))] }
	kind, colour := pick(kinds), pick(colours)
	price := amount{int64(500 + 5*dice.IntN(5_000)), "USD"}
	d := draft{
		Slug: Slug(n), Name: fmt.Sprintf("%s %s %06d", pick(adjective), kind, n), Brand: fmt.Sprintf("Brand %02d", dice.IntN(40)),
		Description: text, Category: fmt.Sprintf("shop/%s/%s-%d", kind, kind, dice.IntN(3)),
		Attributes: map[string]string{"colour": colour, "waterproof": pick([]string{"yes", "no"}), "weight": fmt.Sprintf("%d g", 100+dice.IntN(900))},
		Images:     []map[string]string{{"url": "/media/bench/" + kind + ".webp", "alt": colour + " " + kind}},
	}
	for v := range 1 + dice.IntN(len(sizes)) {
		d.Variants = append(d.Variants, variant{fmt.Sprintf("B-%06d-%d", n, v), map[string]string{"size": sizes[v]}, price, stock})
	}
	return d
}
