package product

import (
	"strings"

	"github.com/askcart/askcart/shared/money"
)

// Draft is what staff write to make or replace a product. It has no id, version or rating: those are the shop's.
type Draft struct {
	Slug        string            `json:"slug,omitempty" maxLength:"100" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" patternDescription:"lower-case words joined by hyphens" doc:"Name in addresses; made from the name when omitted"`
	Name        string            `json:"name" minLength:"1" maxLength:"200"`
	Brand       string            `json:"brand,omitempty" maxLength:"100"`
	Description string            `json:"description,omitempty" maxLength:"20000" doc:"Plain text"`
	Category    string            `json:"category" minLength:"1" maxLength:"400" pattern:"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$" patternDescription:"a slug, or slugs from the root joined by slashes" doc:"hiking, or the path shoes/hiking; what is missing of it is created"`
	Attributes  map[string]string `json:"attributes,omitempty" maxProperties:"50" doc:"Facts such as waterproof: yes"`
	Images      []Image           `json:"images,omitempty" maxItems:"20"`
	FAQs        []FAQ             `json:"faqs,omitempty" maxItems:"50"`
	Variants    []VariantDraft    `json:"variants" minItems:"1" maxItems:"100"`
	Status      Status            `json:"status,omitempty" enum:"draft,active,archived" doc:"active when omitted"`
}

// VariantDraft is a variant as staff write it.
type VariantDraft struct {
	SKU          string            `json:"sku" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"letters, digits, dots, hyphens and underscores"`
	Options      map[string]string `json:"options,omitempty" maxProperties:"5" doc:"What tells it from the other variants, such as size: 42"`
	Price        money.Money       `json:"price"`
	Prices       []money.Money     `json:"prices,omitempty" maxItems:"3" doc:"Prices in further currencies"`
	CompareAt    *money.Money      `json:"compare_at,omitempty" doc:"Earlier, higher price, in a currency the variant is sold in"`
	InitialStock int64             `json:"initial_stock,omitempty" minimum:"0" maximum:"1000000" doc:"On hand when inventory does not know the SKU yet"`
}

// Patch changes the parts of a product that it names; lists and maps are replaced as a whole.
type Patch struct {
	Slug        *string           `json:"slug,omitempty" maxLength:"100" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" patternDescription:"lower-case words joined by hyphens"`
	Name        *string           `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Brand       *string           `json:"brand,omitempty" maxLength:"100"`
	Description *string           `json:"description,omitempty" maxLength:"20000"`
	Category    *string           `json:"category,omitempty" minLength:"1" maxLength:"400" pattern:"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$" patternDescription:"a slug, or slugs from the root joined by slashes"`
	Attributes  map[string]string `json:"attributes,omitempty" maxProperties:"50"`
	Images      []Image           `json:"images,omitempty" maxItems:"20"`
	FAQs        []FAQ             `json:"faqs,omitempty" maxItems:"50"`
	Variants    []VariantDraft    `json:"variants,omitempty" minItems:"1" maxItems:"100" doc:"All variants; a SKU that is missing is no longer sold"`
	Status      *Status           `json:"status,omitempty" enum:"draft,active,archived"`
}

// draft is what the patch alone says; what it leaves out is empty.
func (c Patch) draft() Draft {
	d := Draft{Attributes: c.Attributes, Images: c.Images, FAQs: c.FAQs, Variants: c.Variants}
	set(&d.Slug, c.Slug)
	set(&d.Name, c.Name)
	set(&d.Brand, c.Brand)
	set(&d.Description, c.Description)
	set(&d.Category, c.Category)
	set(&d.Status, c.Status)
	return d
}

// patched returns p with what c names replaced. The category is left: it needs the tree.
func (p Product) patched(c Patch) Product {
	d := c.draft()
	set(&p.Slug, c.Slug)
	set(&p.Description, c.Description)
	set(&p.Status, c.Status)
	if c.Name != nil {
		p.Name = strings.TrimSpace(d.Name)
	}
	if c.Brand != nil {
		p.Brand = strings.TrimSpace(d.Brand)
	}
	if c.Attributes != nil {
		p.Attributes = c.Attributes
	}
	if c.Images != nil {
		p.Images = c.Images
	}
	if c.FAQs != nil {
		p.FAQs = c.FAQs
	}
	if c.Variants != nil {
		p.Variants = d.variants()
	}
	return p
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// fill writes all of the draft but slug and category into p.
func (d Draft) fill(p Product) Product {
	p.Name, p.Brand, p.Description = strings.TrimSpace(d.Name), strings.TrimSpace(d.Brand), d.Description
	p.Attributes, p.Images, p.FAQs = d.Attributes, d.Images, d.FAQs
	if p.Attributes == nil {
		p.Attributes = map[string]string{}
	}
	if p.Images == nil {
		p.Images = []Image{}
	}
	if p.FAQs == nil {
		p.FAQs = []FAQ{}
	}
	p.Variants = d.variants()
	if p.Status = d.Status; p.Status == "" {
		p.Status = Active
	}
	return p
}

func (d Draft) variants() []Variant {
	variants := make([]Variant, len(d.Variants))
	for i, v := range d.Variants {
		variants[i] = Variant{SKU: v.SKU, Options: v.Options, Prices: v.prices(), CompareAt: v.CompareAt, InitialStock: v.InitialStock}
		if v.Options == nil {
			variants[i].Options = map[string]string{}
		}
	}
	return variants
}

// prices is the main price and those in other currencies; the main one may be repeated among them.
func (v VariantDraft) prices() []money.Money {
	all := []money.Money{v.Price}
	for _, p := range v.Prices {
		if p != v.Price {
			all = append(all, p)
		}
	}
	return all
}
