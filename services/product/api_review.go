package product

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/askcart/askcart/shared/httpapi"
)

type reviewsInput struct {
	IDOrSlug
	httpapi.PageInput
}

func (c *Catalog) listReviews(ctx context.Context, in *reviewsInput) (*httpapi.Body[httpapi.Page[ReviewView]], error) {
	before := ""
	if err := httpapi.DecodeCursor(in.Cursor, &before); err != nil || before != "" && !isUUID(before) {
		return nil, httpapi.ErrInvalidCursor
	}
	reviews, err := c.Reviews(ctx, in.Ref, before, in.Limit+1) // one more tells whether there is more
	if err != nil {
		return nil, err
	}
	next := ""
	if len(reviews) > in.Limit {
		reviews = reviews[:in.Limit]
		next = httpapi.EncodeCursor(reviews[in.Limit-1].ID)
	}
	views := make([]ReviewView, len(reviews))
	for i, r := range reviews {
		views[i] = r.view()
	}
	return httpapi.Reply(httpapi.NewPage(views, next), nil)
}

func (r Review) view() ReviewView {
	return ReviewView{
		ID: r.ID, Author: r.Author, Rating: r.Rating, Title: r.Title, Body: r.Body,
		Verified: r.Verified, CreatedAt: r.CreatedAt,
	}
}

type reviewInput struct {
	IDOrSlug
	Body Opinion
}

// Resolve reports broken rules together with what the schema refuses.
func (in *reviewInput) Resolve(huma.Context) []error { return details(in.Body.faults()) }

func (c *Catalog) postReview(ctx context.Context, in *reviewInput) (*httpapi.Created[ReviewView], error) {
	r, err := c.Review(ctx, in.Ref, in.Body)
	return httpapi.ReplyCreated(root+"/"+r.ProductID+"/reviews", r.view(), err)
}
