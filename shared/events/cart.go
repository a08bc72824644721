package events

// CartUpdated is sent by cart. Key: the cart's id.
const CartUpdated Topic[Cart] = "cart_updated"

// Cart is a cart as it is after a change.
type Cart struct {
	ID      string     `json:"id"`
	UserID  string     `json:"user_id"`
	Version int64      `json:"version"`
	Lines   []CartLine `json:"lines"`
}

// CartLine is how many of a SKU are in a cart.
type CartLine struct {
	SKU       string `json:"sku"`
	ProductID string `json:"product_id"`
	Quantity  int    `json:"quantity"`
}
