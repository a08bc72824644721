package orchestrator

import (
	"context"

	"github.com/askcart/askcart/shared/httpapi"
)

type synonymBody struct {
	Terms []string `json:"terms" minItems:"2" maxItems:"20" doc:"Words or phrases that mean the same"`
}

type changeSynonym struct {
	httpapi.IDInput
	Body synonymBody
}

func (s *Search) listSynonyms(ctx context.Context, in *httpapi.PageInput) (*httpapi.Body[httpapi.Page[Synonym]], error) {
	after := ""
	if err := httpapi.DecodeCursor(in.Cursor, &after); err != nil {
		return nil, err
	}
	list, err := s.Synonyms(ctx, after, in.Limit+1) // one more tells whether there is more
	next := ""
	if len(list) > in.Limit {
		list = list[:in.Limit]
		next = httpapi.EncodeCursor(list[in.Limit-1].ID)
	}
	return httpapi.Reply(httpapi.NewPage(list, next), err)
}

func (s *Search) postSynonym(ctx context.Context, in *httpapi.Body[synonymBody]) (*httpapi.Created[Synonym], error) {
	made, err := s.MakeSynonym(ctx, in.Body.Terms)
	return httpapi.ReplyCreated(root+"/search/synonyms/"+made.ID, made, err)
}

func (s *Search) putSynonym(ctx context.Context, in *changeSynonym) (*httpapi.Body[Synonym], error) {
	return httpapi.Reply(s.ChangeSynonym(ctx, in.ID, in.Body.Terms))
}

func (s *Search) removeSynonym(ctx context.Context, in *httpapi.IDInput) (*struct{}, error) {
	return nil, s.DropSynonym(ctx, in.ID)
}

type insightInput struct {
	Days int `query:"days" minimum:"1" maximum:"365" default:"30" doc:"How far back"`
}

func (s *Search) insight(ctx context.Context, in *insightInput) (*httpapi.Body[Insight], error) {
	return httpapi.Reply(s.Insight(ctx, in.Days))
}
