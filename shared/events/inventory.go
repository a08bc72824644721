package events

// What inventory sends. Key: the order's id; for stock_changed the SKU.
const (
	InventoryReserved Topic[Reservation] = "inventory_reserved"
	InventoryRejected Topic[Rejection]   = "inventory_rejected"
	InventoryReleased Topic[Release]     = "inventory_released"
	StockChanged      Topic[Stock]       = "stock_changed"
)

// Reservation is what is held for an order.
type Reservation struct {
	OrderID string      `json:"order_id"`
	Lines   []StockLine `json:"lines"`
}

// StockLine is a quantity of a SKU.
type StockLine struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// Rejection is what an order was short of; nothing is held for it.
type Rejection struct {
	OrderID   string     `json:"order_id"`
	Shortages []Shortage `json:"shortages"`
}

// Shortage is what was asked of a SKU and what there was.
type Shortage struct {
	SKU       string `json:"sku"`
	Asked     int    `json:"asked"`
	Available int64  `json:"available"`
}

// Release is what an order held or had taken and gave back.
type Release struct {
	OrderID string      `json:"order_id"`
	Reason  string      `json:"reason"`
	Lines   []StockLine `json:"lines"`
}

// Stock is what can be bought of a SKU; apply it only when Version is above the stored one.
type Stock struct {
	SKU       string `json:"sku"`
	Available int64  `json:"available"`
	OnHand    int64  `json:"on_hand"`
	Version   int64  `json:"version"`
	Reason    string `json:"reason"`
}
