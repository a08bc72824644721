package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/askcart/askcart/deploy/bench"
	"github.com/askcart/askcart/deploy/local/load"
)

const (
	chaosPace     = 50 * time.Millisecond // between two orders: 20 orders a second
	chaosSKUs     = 20
	chaosAtOnce   = 64               // shoppers who may wait for their order at the same time
	readyWithin   = 5 * time.Second  // of a killed part
	goodputAtBest = 0.99             // of the orders that could be stocked and paid
	orderWithin   = 90 * time.Second // until an order is decided, whatever happens
)

// fault is a row of the fault table: what is killed, together, while the shop is bought from.
type fault struct {
	name  string
	kills [][]string // each inner list at the same moment
}

var faults = []fault{
	{"F1 kill -9 of each part", [][]string{{"product"}, {"cart"}, {"order"}, {"inventory"}, {"payments"}, {gatewayName}}},
	{"F3 order, inventory and payments together", [][]string{{"order", "inventory", "payments"}}},
}

// chaos kills parts of the running, isolated stack under load and checks that nothing was lost or doubled.
func chaos(ctx context.Context, args []string, out io.Writer) error {
	flags := newFlags("chaos", out)
	orders := flags.Int("orders", 200, "orders placed during each row")
	rows := flags.String("rows", "F1,F3", "rows of the fault table")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano()), "decides the moments of the kills")
	if err := flags.Parse(args); err != nil || *orders < 1 {
		return errUsage
	}
	pl, err := here()
	if err != nil {
		return err
	}
	d, err := readDemo(pl)
	if err != nil {
		return err
	}
	if d.PIDs["order"] == d.PIDs["launcher"] {
		return errors.New("the parts share one process: start the shop with up --isolated")
	}
	skus, err := chaosGoods(ctx, d, *orders)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "seed %d, %d orders a row, 20 a second\n", *seed, *orders)
	var failed error
	for _, f := range faults {
		if strings.Contains(*rows, strings.Fields(f.name)[0]) {
			failed = errors.Join(failed, f.run(ctx, pl, d, skus, *orders, rand.New(rand.NewPCG(*seed, 1)), out))
		}
	}
	fmt.Fprintln(out, "invariants:")
	return errors.Join(failed, invariants(ctx, nil, out))
}

// chaosGoods makes products with stock for every order.
func chaosGoods(ctx context.Context, d demo, orders int) ([]string, error) {
	admin, err := shop{gateway: d.Gateway}.login(ctx, d.Admin)
	if err != nil {
		return nil, err
	}
	var lines strings.Builder
	skus := make([]string, chaosSKUs)
	run := time.Now().UnixMilli()
	for i := range skus {
		skus[i] = fmt.Sprintf("CHAOS-%d-%d", run, i)
		fmt.Fprintf(&lines, `{"name":%[1]q,"brand":"Chaos","description":"Sold in fault runs.","category":"chaos","attributes":{},"images":[],`+
			`"variants":[{"sku":%[1]q,"options":{},"price":{"amount":2000,"currency":"USD"},"initial_stock":%[2]d}],"status":"active"}`+"\n", skus[i], orders)
	}
	err = admin.send(ctx, http.MethodPost, "/products/import", "application/x-ndjson", strings.NewReader(lines.String()), nil)
	if err != nil {
		return nil, err
	}
	return skus, awaitStock(ctx, admin, skus)
}

// awaitStock waits until every SKU can be ordered: inventory has it and order knows price and stock.
func awaitStock(ctx context.Context, admin shop, skus []string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var asked []map[string]any
	for _, sku := range skus {
		asked = append(asked, map[string]any{"sku": sku, "quantity": 1})
	}
	for {
		var quote struct {
			Problems []any `json:"problems"`
		}
		err := admin.call(ctx, http.MethodPost, "/orders/quote", map[string]any{"lines": asked}, &quote)
		if err == nil && len(quote.Problems) == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the goods do not arrive: %w", errors.Join(err, ctx.Err()))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// run buys at a steady pace, kills in between, and judges what became of the orders.
func (f fault) run(ctx context.Context, pl place, d demo, skus []string, orders int, dice *rand.Rand, out io.Writer) error {
	bought := make(chan load.Result, 1)
	go func() {
		bought <- load.Run(ctx, load.Plan{Gateway: d.Gateway, SKUs: skus, Orders: orders, AtOnce: chaosAtOnce, Every: chaosPace, Within: orderWithin})
	}()
	span := time.Duration(orders) * chaosPace / time.Duration(len(f.kills)+1)
	var injected, recovered int
	var slowest time.Duration
	var failed error
	for _, together := range f.kills {
		pauseFor(ctx, span/2+time.Duration(dice.Int64N(int64(span/2)+1)))
		back, err := f.kill(ctx, pl, together)
		injected += len(together)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		recovered += len(together)
		slowest = max(slowest, back)
	}
	r := <-bought
	return errors.Join(failed, f.judge(r, orders, injected, recovered, slowest, out))
}

// kill ends parts at once with SIGKILL and returns how long it took until all were ready again.
func (f fault) kill(ctx context.Context, pl place, names []string) (time.Duration, error) {
	d, err := readDemo(pl) // process ids change with each restart
	if err != nil {
		return 0, err
	}
	began := time.Now()
	for _, name := range names {
		if err := syscall.Kill(d.PIDs[name], syscall.SIGKILL); err != nil {
			return 0, fmt.Errorf("kill %s: %w", name, err)
		}
	}
	limited, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for _, name := range names {
		p, err := partNamed(name)
		if err != nil {
			return 0, err
		}
		if err := awaitReady(limited, p.name, pl.url(p.port)+"/readyz"); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

// judge prints the row and says what is wrong with it.
func (f fault) judge(r load.Result, orders, injected, recovered int, slowest time.Duration, out io.Writer) error {
	goodput := float64(r.Confirmed) / float64(orders)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s\tinjected %d\trecovered %d\tslowest back %s\n", f.name, injected, recovered, slowest.Round(time.Millisecond))
	fmt.Fprintf(table, "\torders %d\tplaced %d\tconfirmed %d, cancelled %d, refused %d, unfinished %d, repeats %d\n",
		orders, r.Placed, r.Confirmed, r.Cancelled, r.Refused, r.Unfinished, r.Repeats)
	fmt.Fprintf(table, "\tgoodput %.1f %%\tp50 %s\tp99 %s\n", 100*goodput, bench.Percentile(r.Decided, 50).Round(time.Millisecond), bench.Percentile(r.Decided, 99).Round(time.Millisecond))
	if err := table.Flush(); err != nil {
		return err
	}
	var wrong []error
	for text, n := range r.Errors {
		wrong = append(wrong, fmt.Errorf("%s: %d× %s", f.name, n, text))
	}
	if r.Unfinished > 0 {
		wrong = append(wrong, fmt.Errorf("%s: %d orders were never decided", f.name, r.Unfinished))
	}
	if goodput < goodputAtBest {
		wrong = append(wrong, fmt.Errorf("%s: goodput %.1f %% with reasons %v, refusals %v", f.name, 100*goodput, r.Reasons, r.Refusals))
	}
	if slowest > readyWithin {
		fmt.Fprintf(out, "note: a part took longer than %s to be ready\n", readyWithin)
	}
	return errors.Join(wrong...)
}

func pauseFor(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
