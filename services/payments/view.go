package payments

import (
	"context"
	"fmt"
	"time"

	"github.com/askcart/askcart/services/payments/internal/provider"
	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/money"
)

// View is a payment as its owner sees it.
type View struct {
	ID           string       `json:"id"`
	OrderID      string       `json:"order_id"`
	Provider     string       `json:"provider"`
	Method       string       `json:"method"`
	Status       string       `json:"status" enum:"awaiting,initiated,requires_action,declined,authorized,capturing,captured,failed,voiding,voided,refunding,refunded"`
	Attempt      int          `json:"attempt" doc:"1 for the first try to pay, 0 before it"`
	AttemptsLeft int          `json:"attempts_left" doc:"How often the shopper may try again after a decline"`
	DeclineCode  *string      `json:"decline_code" doc:"Why the last attempt was declined"`
	Amount       money.Money  `json:"amount"`
	Captured     money.Money  `json:"captured" doc:"Taken from the shopper"`
	Refunded     money.Money  `json:"refunded" doc:"Given back"`
	Refunds      []RefundView `json:"refunds"`
	ClientAction *NextStep    `json:"client_action" doc:"What the shopper has to do now; null when nothing"`
	CreatedAt    time.Time    `json:"created_at"`
	UpdatedAt    time.Time    `json:"updated_at"`
}

// NextStep is what only the shopper can do. Its secret is shown to the payment's owner only.
type NextStep struct {
	_ struct{} `nullable:"true"`
	provider.Action
}

// RefundView is money on its way back, or there.
type RefundView struct {
	ID        string       `json:"id"`
	PaymentID string       `json:"payment_id"`
	Amount    money.Money  `json:"amount"`
	Status    RefundStatus `json:"status" enum:"pending,done"`
	CreatedAt time.Time    `json:"created_at"`
}

func (g GivenBack) view(c money.Currency) RefundView {
	return RefundView{ID: g.ID, PaymentID: g.PaymentID, Amount: money.Of(g.Amount, c), Status: g.Status, CreatedAt: g.CreatedAt}
}

func (p *Payments) view(ctx context.Context, who auth.Identity, pay Payment) (View, error) {
	all, err := p.views(ctx, who, pay)
	if err != nil {
		return View{}, err
	}
	return all[0], nil
}

// views shows payments to who.
func (p *Payments) views(ctx context.Context, who auth.Identity, pays ...Payment) ([]View, error) {
	ids := make([]string, len(pays))
	for i, pay := range pays {
		ids[i] = pay.ID
	}
	refunds, err := refundsOf(ctx, p.db, ids)
	if err != nil {
		return nil, fmt.Errorf("refunds of payments: %w", err)
	}
	all := make([]View, len(pays))
	for i, pay := range pays {
		all[i] = p.state(pay).show(pay, who.Owns(pay.UserID))
		for _, g := range refunds {
			if g.PaymentID == pay.ID {
				all[i].Refunds = append(all[i].Refunds, g.view(pay.Currency))
			}
		}
	}
	return all, nil
}

func (s State) show(pay Payment, owner bool) View {
	v := View{
		ID: pay.ID, OrderID: pay.OrderID, Provider: pay.Provider, Method: pay.Method, Status: s.Status.shown(),
		Attempt: int(pay.Attempt), AttemptsLeft: int(s.Limit - min(s.Attempt, s.Limit)),
		Amount: pay.money(pay.Amount), Captured: pay.money(pay.Captured), Refunded: pay.money(pay.Refunded),
		Refunds: []RefundView{}, CreatedAt: pay.CreatedAt, UpdatedAt: pay.UpdatedAt,
	}
	if pay.DeclineCode != "" {
		v.DeclineCode = &pay.DeclineCode
	}
	if a := pay.action(); a != nil {
		step := NextStep{Action: *a}
		if !owner {
			step.Secret, step.URL = "", ""
		}
		v.ClientAction = &step
	}
	return v
}

// Settings is what a storefront needs to know to offer payment.
type Settings struct {
	Providers []Offer `json:"providers"`
	Attempts  int     `json:"attempts" doc:"How often an order may be tried to pay"`
}

// Offer is one provider of this shop.
type Offer struct {
	Provider       string   `json:"provider" enum:"sandbox,stripe,razorpay,cod"`
	Methods        []string `json:"methods"`
	PublishableKey *string  `json:"publishable_key" doc:"For the provider's own element in the browser; null where there is none"`
	Test           bool     `json:"test" doc:"No real money moves"`
}

// Settings lists how this shop can be paid.
func (p *Payments) Settings(context.Context) (Settings, error) {
	s := Settings{Providers: []Offer{}, Attempts: int(p.limit)}
	for _, name := range p.names() {
		s.Providers = append(s.Providers, Offer{Provider: name, Methods: p.providers[name].Methods(), Test: name == "sandbox"})
	}
	return s, nil
}
