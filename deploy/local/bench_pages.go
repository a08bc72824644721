package main

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/askcart/askcart/deploy/bench"
	"github.com/askcart/askcart/deploy/bench/fire"
	"github.com/askcart/askcart/deploy/bench/goods"
)

// FastAPI with asyncpg and one worker (843 lists, 4,990 details, 4,517 adds a second, 1,180 µs CPU a list) and bare
// chi + pgx (8,949, 24,657, 11,157; 101 µs) were measured once side by side on one machine. What a goal asks over
// FastAPI is asked here as a share of bare, which runs everywhere.
const (
	listOverFastAPI   = 8.0 * 843 / 8_949
	listCPUOverBare   = 1_180 / 8.0 / 101
	detailOverFastAPI = 3.5 * 4_990 / 24_657
	addOverFastAPI    = 1.8 * 4_517 / 11_157
)

const (
	shoppers  = 32 // connections at a time
	eachGuest = 8  // guests of one connection: carts stay small
	perLine   = 90 // pieces of one SKU in a cart; 99 is the most
)

// pages fills G1, G2, G3 and G5.
func (b *benchmark) pages(ctx context.Context) error {
	tokens, err := b.stage.guests(ctx, shoppers*eachGuest)
	if err != nil {
		return err
	}
	list, bareList := b.lists()
	details, bareDetail := b.details()
	adds, bareAdd := b.adds(tokens)
	through, signed := b.passed(tokens)
	alone, passed := single(list), single(through)
	if err := b.interleave(ctx, list, bareList, through, signed, details, bareDetail, adds, bareAdd, alone, passed); err != nil {
		return err
	}
	b.judgePages(list, bareList, details, bareDetail, adds, bareAdd)
	b.judgeGateway(list, through, signed, alone, passed)
	return nil
}

// direct is a lane to a service, bared one to the baseline's same path.
func (b *benchmark) direct(what, service string, next func(host string) fire.Source) *lane {
	host := hostOf(b.stage.demo.Services[service])
	return &lane{name: what, address: host, pid: b.stage.demo.PIDs[service], connections: shoppers, next: next(host)}
}

func (b *benchmark) bared(what string, next func(host string) fire.Source) *lane {
	host := b.stage.place.address(barePort)
	return &lane{name: "bare " + what, address: host, pid: b.stage.barePID, connections: shoppers, next: next(host)}
}

const listPath = "/api/v1/products?limit=20"

func (b *benchmark) lists() (own, base *lane) {
	next := func(host string) fire.Source { return fire.Always(fire.Get(host, listPath)) }
	return b.direct("list", productName, next), b.bared("list", next)
}

// details go over all products, each connection from another place.
func (b *benchmark) details() (own, base *lane) {
	next := func(host string) fire.Source {
		requests := make([]fire.Request, b.products)
		for n := range requests {
			requests[n] = fire.Get(host, "/api/v1/products/"+goods.Slug(n))
		}
		return func(c, n int) fire.Request { return requests[(c*b.products/shoppers+n*7)%b.products] }
	}
	return b.direct("detail", productName, next), b.bared("detail", next)
}

// adds puts one piece after the other into the carts of guests; a cart has few lines, and none is ever full. The
// baseline knows no tokens: it is told whose cart it is.
func (b *benchmark) adds(tokens []string) (own, base *lane) {
	source := func(host string, header func(guest int) string) fire.Source {
		added := make([]int, shoppers*eachGuest) // a guest belongs to one connection, so nothing is shared
		bodies := make([][]byte, 50)
		for n := range bodies {
			bodies[n], _ = json.Marshal(map[string]any{"sku": goods.SKU(n * b.products / len(bodies)), "quantity": 1}) // cannot fail
		}
		return func(c, n int) fire.Request {
			guest := c*eachGuest + n%eachGuest
			k := added[guest]
			added[guest]++
			return fire.Post(host, "/api/v1/cart/items", bodies[(guest+k/perLine)%len(bodies)], header(guest))
		}
	}
	own = b.direct("add to cart", "cart", func(host string) fire.Source {
		return source(host, func(guest int) string { return "Authorization: Bearer " + tokens[guest] })
	})
	users := make([]string, len(tokens))
	for i := range users {
		users[i] = uuid.NewString()
	}
	base = b.bared("add to cart", func(host string) fire.Source {
		return source(host, func(guest int) string { return "X-User: " + users[guest] })
	})
	return own, base
}

// passed are lists through the gateway, by nobody and by guests; the CPU is the gateway's.
func (b *benchmark) passed(tokens []string) (anonymous, signed *lane) {
	host := hostOf(b.stage.demo.Gateway)
	l := lane{name: "list through the gateway", address: host, pid: b.stage.demo.PIDs[gatewayName], connections: shoppers}
	open, guarded := l, l
	open.next = fire.Always(fire.Get(host, listPath))
	requests := make([]fire.Request, shoppers)
	for c := range requests {
		requests[c] = fire.Get(host, listPath, "Authorization: Bearer "+tokens[c])
	}
	guarded.name = "list through the gateway, signed in"
	guarded.next = func(c, _ int) fire.Request { return requests[c] }
	return &open, &guarded
}

// single is a lane with one connection only.
func single(l *lane) *lane {
	return &lane{name: l.name + ", one at a time", address: l.address, pid: l.pid, connections: 1, next: l.next}
}

func (b *benchmark) judgePages(list, bareList, details, bareDetail, adds, bareAdd *lane) {
	r := &b.report
	rate, cpu := list.over(bareList)
	both := list.figures() + "; bare " + bareList.figures()
	r.Judge("G1", "list, c=32, by rate: 8 × FastAPI", bench.AtLeast(listOverFastAPI), rate, bench.Ratio, "of bare: %s", both)
	r.Judge("G1", "list, c=32, by CPU: 8 × FastAPI", bench.AtMost(listCPUOverBare), cpu, bench.Ratio, "of bare: as above")
	r.Judge("G2", "list, c=32, by rate", bench.AtLeast(.75), rate, bench.Ratio, "of bare; stretch 0.85; %s", both)
	r.Judge("G2", "list, c=32, by CPU", bench.AtMost(1.4), cpu, bench.Ratio, "of bare")
	rate, cpu = details.over(bareDetail)
	r.Judge("G3", "detail, c=32, by rate", bench.AtLeast(max(.75, detailOverFastAPI)), rate, bench.Ratio,
		"of bare (3.5 × FastAPI is %.2f; CPU %.2f × bare): %s; bare %s", detailOverFastAPI, cpu, details.figures(), bareDetail.figures())
	rate, cpu = adds.over(bareAdd)
	r.Judge("G3", "add to cart, c=32, by rate", bench.AtLeast(max(.75, addOverFastAPI)), rate, bench.Ratio,
		"of bare (1.8 × FastAPI is %.2f; CPU %.2f × bare): %s; bare %s", addOverFastAPI, cpu, adds.figures(), bareAdd.figures())
}

func (b *benchmark) judgeGateway(list, through, signed, alone, passed *lane) {
	r := &b.report
	added := make([]float64, len(passed.p50))
	for i := range added {
		added[i] = passed.p50[i] - alone.p50[i]
	}
	r.Judge("G5", "gateway adds to p50, c=1", bench.AtMost(.3), bench.Median(added), bench.Milliseconds,
		"list %.2f ms through it, %.2f ms direct", bench.Median(passed.p50), bench.Median(alone.p50))
	r.Judge("G5", "gateway CPU a request, c=32", bench.AtMost(100), bench.Median(signed.cpu), bench.Micros, "signed in; %.0f µs by nobody", bench.Median(through.cpu))
	_, auth := signed.over(through)
	r.Judge("G5", "signed in over nobody, gateway CPU", bench.AtMost(1.25), auth, bench.Ratio, "c=32")
	rate, _ := through.over(list)
	r.Judge("G5", "list through the gateway, by rate", bench.AtLeast(.4), rate, bench.Ratio, "of direct, c=32: %.0f req/s", bench.Median(through.rates))
	r.Tell("G5", "all CPU of a list, signed in", bench.Median(signed.cpu)+bench.Median(list.cpu)+bench.Median(signed.database), bench.Micros,
		"gateway + product + Postgres")
}
