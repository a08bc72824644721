package inventory

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/askcart/askcart/shared/events"
	"github.com/askcart/askcart/shared/service/servicetest"
)

const root = "/api/v1/inventory"

func TestAPI(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.stock(map[string]int64{"D-1": 5, "d-1": 2, "a/b c": 1})
	servicetest.Publish(s.Env, events.OrderCreated, "o", placed(uuid.NewString(), "D-1", 3))
	servicetest.Await(s.Env, events.InventoryReserved, func(events.Reservation) bool { return true })
	admin, shopper, anyone := s.Admin(), s.Shopper(uuid.NewString()), ""
	many := strings.TrimSuffix(strings.Repeat("D-1,", 101), ",")
	steps := []struct {
		name, token, method, path, body string
		status                          int
		has                             []string
	}{
		{"anyone reads", anyone, "GET", "/D-1", "", 200, []string{`"sku":"D-1","available":2`, "!on_hand", "!reserved"}},
		{"a shopper reads as much", shopper, "GET", "/D-1", "", 200, []string{`"available":2`, "!on_hand"}},
		{"staff reads all", admin, "GET", "/D-1", "", 200, []string{`"available":2,"on_hand":5,"reserved":3`}},
		{"case matters", anyone, "GET", "/d-1", "", 200, []string{`"sku":"d-1","available":2`}},
		{"any character", anyone, "GET", "/a%2Fb%20c", "", 200, []string{`"sku":"a/b c"`}},
		{"unknown", anyone, "GET", "/nope", "", 404, []string{`"code":"sku_not_found"`}},
		{"no SKU at all", anyone, "GET", "/a%01b", "", 404, []string{`"code":"sku_not_found"`}},
		{"several", anyone, "GET", "?skus=D-1,nope,d-1,D-1,%01", "", 200, []string{`{"items":[{"sku":"D-1","available":2},{"sku":"d-1","available":2}],"next":null}`}},
		{"none known", anyone, "GET", "?skus=nope", "", 200, []string{`"items":[]`}},
		{"skus missing", anyone, "GET", "", "", 422, []string{`"path":"query.skus"`}},
		{"too many", anyone, "GET", "?skus=" + many, "", 422, []string{`"path":"query.skus"`, "!D-1"}},
		{"unknown query", anyone, "GET", "?skus=D-1&x=1", "", 422, nil},
		{"set without a token", anyone, "PUT", "/D-1", `{"on_hand":9}`, 401, nil},
		{"set by a shopper", shopper, "PUT", "/D-1", `nonsense`, 403, []string{`"code":"forbidden"`}},
		{"set below reserved", admin, "PUT", "/D-1", `{"on_hand":2}`, 409, []string{`"code":"below_reserved"`, `"on_hand":5`, `"reserved":3`}},
		{"set negative", admin, "PUT", "/D-1", `{"on_hand":-1}`, 422, []string{`"path":"body.on_hand"`, "!-1"}},
		{"set a fraction", admin, "PUT", "/D-1", `{"on_hand":1.5}`, 422, nil},
		{"set too much", admin, "PUT", "/D-1", `{"on_hand":1000000001}`, 422, nil},
		{"set enormous", admin, "PUT", "/D-1", `{"on_hand":1e300}`, 422, nil},
		{"set text", admin, "PUT", "/D-1", `{"on_hand":"9"}`, 422, nil},
		{"set nothing", admin, "PUT", "/D-1", `{}`, 422, nil},
		{"set more than on hand", admin, "PUT", "/D-1", `{"on_hand":9,"reserved":0}`, 422, nil},
		{"set twice in a body", admin, "PUT", "/D-1", `{"on_hand":9,"on_hand":8}`, 400, nil},
		{"set unknown", admin, "PUT", "/nope", `{"on_hand":9}`, 404, []string{`"code":"sku_not_found"`}},
		{"set", admin, "PUT", "/D-1", `{"on_hand":9}`, 200, []string{`"available":6,"on_hand":9,"reserved":3`}},
		{"set to what it is", admin, "PUT", "/D-1", `{"on_hand":9}`, 200, []string{`"on_hand":9`}},
		{"adjust without a key", admin, "POST", "/D-1/adjustments", `{"delta":1,"reason":"found"}`, 400, []string{`"code":"idempotency_key_required"`}},
		{"movements by a shopper", shopper, "GET", "/D-1/movements", "", 403, nil},
		{"movements of unknown", admin, "GET", "/nope/movements", "", 404, nil},
		{"movements with a bad cursor", admin, "GET", "/D-1/movements?cursor=abc", "", 422, []string{`"code":"invalid_cursor"`}},
		{"movements", admin, "GET", "/D-1/movements", "", 200, []string{
			`"delta_on_hand":4,"delta_reserved":0,"on_hand":9,"reserved":3,"reason":"counted","order_id":null`,
			`"delta_on_hand":0,"delta_reserved":3,"on_hand":5,"reserved":3,"reason":"reserved"`,
			`"delta_on_hand":5,"delta_reserved":0,"on_hand":5,"reserved":0,"reason":"initial"`, `"next":null`}},
	}
	for _, x := range steps {
		t.Log(x.name)
		s.api.As(x.token).Do(x.method, root+x.path, payload(x.body)).Want(x.status, x.has...)
	}
}

// payload is a request's body, or none.
func payload(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func TestAdjustingTwiceWithOneKeyMovesOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.stock(map[string]int64{"D-1": 5, "D-2": 5})
	staff := s.api.As(s.Admin())
	path := root + "/D-1/adjustments"
	first := staff.Post(path, `{"delta":-2,"reason":"broken"}`, "Idempotency-Key: k1").Want(200, `"available":3,"on_hand":3`)
	again := staff.Post(path, `{"delta":-2,"reason":"broken"}`, "Idempotency-Key: k1").Want(200)
	if again.Body != first.Body {
		t.Errorf("again = %s, want %s", again.Body, first.Body)
	}
	staff.Post(path, `{"delta":-1,"reason":"broken"}`, "Idempotency-Key: k1").Want(422, `"code":"idempotency_key_reused"`)
	staff.Post(root+"/D-2/adjustments", `{"delta":-2,"reason":"broken"}`, "Idempotency-Key: k1").Want(422, `"code":"idempotency_key_reused"`)
	staff.Post(path, `{"delta":-4,"reason":"broken"}`, "Idempotency-Key: k2").Want(422, `"code":"stock_out_of_range"`)
	staff.Post(path, `{"delta":0,"reason":"nothing"}`, "Idempotency-Key: k3").Want(422, `"path":"body.delta"`)
	staff.Post(path, `{"delta":1,"reason":""}`, "Idempotency-Key: k4").Want(422, `"path":"body.reason"`)
	staff.Post(root+"/nope/adjustments", `{"delta":1,"reason":"found"}`, "Idempotency-Key: k5").Want(404)
	staff.Get(root+"/D-1").Want(200, `"on_hand":3,"reserved":0`)
	staff.Get(root+"/D-1/movements").Want(200, `"delta_on_hand":-2`, `"reason":"broken"`, `!"order_id":"`)
}

func TestMovementsPage(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.stock(map[string]int64{"D-1": 1})
	staff := s.api.As(s.Admin())
	for _, n := range []string{"2", "3", "4", "5"} {
		staff.Put(root+"/D-1", `{"on_hand":`+n+`}`).Want(200)
	}
	type page struct {
		Items []Movement
		Next  *string
	}
	var levels []int64
	path := root + "/D-1/movements?limit=2"
	for pages := 0; path != "" && pages < 5; pages++ {
		p := servicetest.JSON[page](staff.Get(path).Want(200))
		for _, m := range p.Items {
			levels = append(levels, m.OnHand)
		}
		path = ""
		if p.Next != nil {
			path = root + "/D-1/movements?limit=2&cursor=" + *p.Next
		}
	}
	if want := []int64{5, 4, 3, 2, 1}; !slices.Equal(levels, want) {
		t.Errorf("stock newest first = %v, want %v", levels, want)
	}
}
