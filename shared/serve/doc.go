// Package serve runs the parts of a program together and stops them together.
package serve
