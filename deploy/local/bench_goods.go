package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/askcart/askcart/deploy/bench"
	"github.com/askcart/askcart/deploy/bench/goods"
)

// copiesLimit bounds the wait until every service has its copy of what was imported.
const copiesLimit = 2 * time.Minute

// stockShop imports the products through the public API and waits until all services know them and their stock.
func (b *benchmark) stockShop(ctx context.Context) error {
	fmt.Fprintf(b.out, "importing %d products\n", b.products)
	drafts, write := io.Pipe()
	go func() { write.CloseWithError(goods.Write(write, b.products)) }()
	began := time.Now()
	if err := b.stage.admin.importLines(ctx, "/products/import", drafts, b.out); err != nil {
		return err
	}
	imported := time.Since(began)
	if err := b.stage.awaitCopies(ctx); err != nil {
		return err
	}
	b.report.Tell("G12", fmt.Sprintf("%d products imported", b.products), imported.Seconds(), bench.Seconds,
		"goal at 10,000 is 5 s; known to all services after %.1f s", time.Since(began).Seconds())
	if err := b.stage.rest(ctx); err != nil { // those who hear of products for other ends may take longer
		return err
	}
	return b.stage.vacuum(ctx)
}

// vacuum puts the tables that were filled into the state in which they will stay, before autovacuum does so while they
// are measured. Empty tables are left alone: known to be empty, they would be scanned from end to end once they are not.
func (s *benchStage) vacuum(ctx context.Context) error {
	rows, err := s.db.Query(ctx, `
		select format('%I.%I', schemaname, relname) from pg_stat_user_tables where n_live_tup > 100 order by 1`)
	if err != nil {
		return err
	}
	filled, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(filled) == 0 {
		return err
	}
	_, err = s.db.Exec(ctx, "vacuum (analyze) "+strings.Join(filled, ", "))
	return err
}

// awaitCopies returns when cart, order and product know the stock of every SKU.
func (s *benchStage) awaitCopies(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, copiesLimit)
	defer cancel()
	for {
		var missing int
		err := s.db.QueryRow(ctx, `
			select count(*) from product.sku k
			where not exists (select from product.stock s where s.sku = k.sku and s.version > 0)
				or not exists (select from cart.variant v join cart.stock s using (sku) where v.sku = k.sku)
				or not exists (select from "order".offers o join "order".stock s using (sku) where o.sku = k.sku)`).Scan(&missing)
		if err != nil {
			return fmt.Errorf("wait until all services know the products: %w", err)
		}
		if missing == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d SKUs are not known to all services: %w", missing, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// rest returns when no event waits to be sent and none was handled for a while. Postgres tells what its sessions did
// with a second's delay, so the while is longer than that.
func (s *benchStage) rest(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, copiesLimit)
	defer cancel()
	outboxes, err := s.outboxes(ctx)
	if err != nil {
		return err
	}
	handled := int64(-1)
	for {
		var waiting, now int64
		err := s.db.QueryRow(ctx, `
			select (select count(*) from (`+outboxes+`) o),
				(select sum(n_tup_ins)::bigint from pg_stat_user_tables where relname in ('inbox', 'outbox'))`).Scan(&waiting, &now)
		if err != nil {
			return fmt.Errorf("wait until the shop rests: %w", err)
		}
		if waiting == 0 && now == handled {
			return nil
		}
		handled = now
		if err := pause(ctx, afterwards); err != nil {
			return fmt.Errorf("%d events wait: %w", waiting, err)
		}
	}
}

// outboxes is a statement that returns a row for each event that waits in any service's schema.
func (s *benchStage) outboxes(ctx context.Context) (string, error) {
	rows, err := s.db.Query(ctx, `select format('select from %I.outbox', schemaname) from pg_tables where tablename = 'outbox'`)
	if err != nil {
		return "", err
	}
	each, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return strings.Join(each, " union all "), err
}
