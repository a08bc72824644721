// Package cod is cash on delivery: the shopper pays whoever hands the parcel over. Nobody can decline beforehand,
// so a charge is authorized at once, and it is captured when the parcel was delivered. The books are the shop's
// own (cod_charge, cod_refund). Every step is guarded by the charge's state, so a repeated call changes nothing
// and keys need not be stored.
package cod
