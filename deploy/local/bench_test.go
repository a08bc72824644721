package main

import (
	"slices"
	"testing"
)

func TestRowsAreChosenByName(t *testing.T) {
	t.Parallel()
	tests := []struct {
		list string
		want []string
	}{
		{"g1, G6", []string{"G1", "G6"}},
		{"G11", []string{"G11"}},
		{"", []string{"G1", "G10", "G2", "G3", "G5", "G6", "G7", "G9"}},
	}
	for _, test := range tests {
		got, err := rowNames(test.list)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("rowNames(%q) = %v, %v; want %v", test.list, got, err, test.want)
		}
	}
	for _, bad := range []string{"G4", "list", "G1,,G2"} {
		if got, err := rowNames(bad); err == nil {
			t.Errorf("rowNames(%q) = %v, want an error", bad, got)
		}
	}
}
