package product

import (
	"cmp"
	"slices"
	"strings"

	"github.com/askcart/askcart/shared/problem"
)

// ErrCategoryElsewhere is a path that contradicts the tree: each slug is in it once.
var ErrCategoryElsewhere = problem.New(problem.Invalid, "category_elsewhere",
	"a category of this path is already in another place of the tree").
	WithFields(problem.Field{Path: "body.category", Message: "contradicts the category tree"})

// Category is a node of the tree.
type Category struct {
	Slug string   `json:"slug"`
	Path []string `json:"path"` // slugs from the root to this one
	Name string   `json:"name"`
}

// Branch is a category with how many products are listed in it and below it.
type Branch struct {
	Slug     string   `json:"slug"`
	Name     string   `json:"name"`
	Count    int64    `json:"count" doc:"Products sold in the currency, here and below"`
	Children []Branch `json:"children"`
}

// tree is every known category by slug.
type tree map[string]Category

func treeOf(categories []Category) tree {
	t := make(tree, len(categories))
	for _, c := range categories {
		t[c.Slug] = c
	}
	return t
}

// plant returns the path that wanted (a slug, or slugs from the root joined by slashes) stands for. What is missing of
// it is added to t and returned as added.
func (t tree) plant(wanted string) (path []string, added []Category, err error) {
	segments := strings.Split(wanted, "/")
	if known, ok := t[wanted]; ok {
		return known.Path, nil, nil
	}
	for i, slug := range segments {
		path := segments[:i+1]
		if known, ok := t[slug]; ok {
			if !slices.Equal(known.Path, path) {
				return nil, nil, ErrCategoryElsewhere
			}
			continue
		}
		added = append(added, Category{Slug: slug, Path: slices.Clone(path), Name: titled(slug)})
	}
	for _, c := range added {
		t[c.Slug] = c
	}
	return segments, added, nil
}

// below lists the slug and every category beneath it; none when there is no such category.
func (t tree) below(slug string) []string {
	found := []string{}
	for _, c := range t {
		if slices.Contains(c.Path, slug) {
			found = append(found, c.Slug)
		}
	}
	slices.Sort(found)
	return found
}

// branches returns the tree from its roots, with counts, siblings sorted by name.
func (t tree) branches(counts map[string]int64) []Branch {
	children := map[string][]Category{}
	for _, c := range t {
		parent := ""
		if n := len(c.Path); n > 1 {
			parent = c.Path[n-2]
		}
		children[parent] = append(children[parent], c)
	}
	var grow func(parent string) []Branch
	grow = func(parent string) []Branch {
		list := make([]Branch, 0, len(children[parent]))
		for _, c := range children[parent] {
			list = append(list, Branch{Slug: c.Slug, Name: c.Name, Count: counts[c.Slug], Children: grow(c.Slug)})
		}
		slices.SortFunc(list, func(a, b Branch) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Slug, b.Slug))
		})
		return list
	}
	return grow("")
}

// titled makes "Kitchen tools" of kitchen-tools.
func titled(slug string) string {
	words := strings.ReplaceAll(slug, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}
