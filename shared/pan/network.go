package pan

// network is how the numbers of a card network begin and how long they are.
type network struct {
	first, last       int // of the leading digits, inclusive; both have the same number of digits
	shortest, longest int
}

// networks lists the ranges in use: https://en.wikipedia.org/wiki/Payment_card_number
var networks = []network{
	{4, 4, 13, 19},           // Visa
	{51, 55, 16, 16},         // Mastercard
	{2221, 2720, 16, 16},     // Mastercard
	{34, 34, 15, 15},         // American Express
	{37, 37, 15, 15},         // American Express
	{300, 305, 14, 19},       // Diners Club
	{36, 36, 14, 19},         // Diners Club
	{38, 39, 14, 19},         // Diners Club
	{3528, 3589, 16, 19},     // JCB
	{6011, 6011, 16, 19},     // Discover
	{644, 659, 16, 19},       // Discover
	{60, 60, 16, 16},         // RuPay
	{81, 82, 16, 19},         // RuPay, UnionPay
	{508, 508, 16, 16},       // RuPay
	{62, 62, 16, 19},         // UnionPay
	{50, 50, 13, 19},         // Maestro
	{56, 58, 13, 19},         // Maestro
	{63, 63, 13, 19},         // Maestro
	{67, 67, 13, 19},         // Maestro
	{2200, 2204, 16, 19},     // Mir
	{6500, 6599, 16, 19},     // Elo, Discover
	{636368, 636368, 16, 16}, // Elo
}

// issued reports whether some network gives out numbers that begin and are as long as digits.
func issued(digits []byte) bool {
	for _, n := range networks {
		if len(digits) >= n.shortest && len(digits) <= n.longest && n.begins(digits) {
			return true
		}
	}
	return false
}

func (n network) begins(digits []byte) bool {
	prefix := 0
	for i, width := 0, n.last; width > 0; i, width = i+1, width/10 {
		prefix = prefix*10 + int(digits[i])
	}
	return prefix >= n.first && prefix <= n.last
}
