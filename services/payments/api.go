package payments

import (
	"context"
	"net/http"

	"github.com/askcart/askcart/shared/auth"
	"github.com/askcart/askcart/shared/httpapi"
)

// routes is the whole HTTP surface of the service.
func (p *Payments) routes(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Op("list-payments", http.MethodGet, "/api/v1/payments", auth.Signed).
		Summary("The payment of one of your orders").Tag("payments"), p.list)
	httpapi.Handle(api, httpapi.Op("get-payment-config", http.MethodGet, "/api/v1/payments/config", auth.Public).
		Summary("How this shop can be paid").Tag("payments"), p.config)
	httpapi.Handle(api, httpapi.Op("confirm-payment", http.MethodPost, "/api/v1/payments/{id}/confirm", auth.Signed, http.StatusNotFound).
		Summary("Say that you have done your part at the provider").Tag("payments"), p.confirm)
	httpapi.Handle(api, httpapi.Op("retry-payment", http.MethodPost, "/api/v1/payments/{id}/retry", auth.Signed, http.StatusNotFound, http.StatusConflict).
		Summary("Pay in another way after a decline").Tag("payments"), p.retry)
	httpapi.Handle(api, httpapi.Op("answer-challenge", http.MethodPost, "/api/v1/payments/{id}/challenge", auth.Signed, http.StatusNotFound, http.StatusConflict).
		Summary("Pass or fail the sandbox's 3-D Secure challenge").Tag("payments"), p.challenge)

	httpapi.Handle(api, httpapi.Op("refund-payment", http.MethodPost, "/api/v1/payments/{id}/refunds", auth.Staff, http.StatusNotFound, http.StatusConflict).
		Summary("Give money back").Tag("staff").Status(http.StatusCreated), p.giveBack)

	httpapi.HandleRaw(api, httpapi.Op("receive-webhook", http.MethodPost, "/api/v1/payments/webhooks/{provider}", auth.Public, http.StatusNotFound, http.StatusRequestEntityTooLarge).
		Summary("A provider's signed message").Tag("webhooks").MaxBody(maxWebhook).Raw("application/json").Answers(received{}), p.webhook(api))
}

type listInput struct {
	OrderID string `query:"order_id" required:"true" format:"uuid" doc:"Id of the order"`
}

func (p *Payments) list(ctx context.Context, in *listInput) (*httpapi.Body[httpapi.Page[View]], error) {
	found, err := p.OfOrder(ctx, auth.From(ctx), in.OrderID)
	return httpapi.Reply(httpapi.NewPage(found, ""), err)
}

func (p *Payments) config(ctx context.Context, _ *struct{}) (*httpapi.Body[Settings], error) {
	return httpapi.Reply(p.Settings(ctx))
}

type confirmInput struct {
	httpapi.IDInput
	Body *struct{} // what a provider's own element reports; the sandbox reports nothing
}

func (p *Payments) confirm(ctx context.Context, in *confirmInput) (*httpapi.Body[View], error) {
	return httpapi.Reply(p.Refresh(ctx, auth.From(ctx), in.ID))
}

type retryInput struct {
	httpapi.IDInput
	Body RetryWish
}

func (p *Payments) retry(ctx context.Context, in *retryInput) (*httpapi.Body[View], error) {
	return httpapi.Reply(p.Retry(ctx, auth.From(ctx), in.ID, in.Body))
}

type challengeInput struct {
	httpapi.IDInput
	Body struct {
		Result string `json:"result" enum:"ok,fail" doc:"fail is a decline"`
	}
}

func (p *Payments) challenge(ctx context.Context, in *challengeInput) (*httpapi.Body[View], error) {
	return httpapi.Reply(p.Challenge(ctx, auth.From(ctx), in.ID, in.Body.Result == "ok"))
}

type refundInput struct {
	httpapi.IDInput
	httpapi.IdempotencyKey
	Body RefundWish
}

func (p *Payments) giveBack(ctx context.Context, in *refundInput) (*httpapi.Answer[RefundView], error) {
	status, made, err := p.Refund(ctx, auth.From(ctx).UserID, in.Key, in.ID, in.Body)
	if err != nil {
		return nil, err
	}
	return &httpapi.Answer[RefundView]{Status: status, Body: made}, nil
}
