import { Link } from 'react-router';
import type { Order, Totals } from '@/api/types';
import { money } from '@/format/money';
import { describeOptions } from '@/format/words';
import { Tile } from '@/ui/tile';

/** What was ordered, what it costs, and where it goes. */
export function OrderReceipt({ order }: { order: Order }) {
  const { shipping_address: to } = order;
  const region = /^[A-Z]{2}$/.test(to.country)
    ? new Intl.DisplayNames('en', { type: 'region' }).of(to.country)
    : to.country;
  return (
    <div className="rounded-3xl border border-line bg-surface p-6">
      <h2 className="text-xl font-bold">Your things</h2>
      <ul className="mt-2 divide-y divide-line">
        {order.lines.map((line) => (
          <li key={line.sku} className="flex items-center gap-4 py-3">
            {line.image && (
              <Tile
                image={line.image}
                alt=""
                sizes="64px"
                padding="p-[10%]"
                className="size-16 shrink-0 rounded-xl"
              />
            )}
            <div className="min-w-0 flex-1">
              <Link
                to={`/p/${line.product_id}?v=${encodeURIComponent(line.sku)}`}
                className="font-medium underline-offset-4 hover:underline"
              >
                {line.name}
              </Link>
              <p className="text-sm text-muted">
                {[describeOptions(line.options), `${line.quantity} × ${money(line.unit_price)}`]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            <p className="font-medium tabular-nums">{money(line.line_total)}</p>
          </li>
        ))}
      </ul>
      <TotalsTable totals={order.totals} />
      <h2 className="mt-6 border-t border-line pt-5 text-xl font-bold">Ships to</h2>
      <address className="mt-2 text-muted not-italic">
        {[to.name, to.line1, to.line2, [to.postal_code, to.city].join(' '), to.region, region]
          .filter(Boolean)
          .map((row) => (
            <span key={row} className="block">
              {row}
            </span>
          ))}
      </address>
      {order.shipment && (
        <p className="mt-3 text-muted">
          With {order.shipment.carrier}, parcel number{' '}
          <span className="text-ink">{order.shipment.tracking}</span>
        </p>
      )}
    </div>
  );
}

/** Subtotal to total; what is nothing is left out, except shipping, whose nothing is good news. */
export function TotalsTable({ totals, taxKnown = true }: { totals: Totals; taxKnown?: boolean }) {
  const rows = [
    { name: 'Subtotal', value: money(totals.subtotal) },
    ...(totals.discount.amount > 0 ? [{ name: 'Discount', value: `−${money(totals.discount)}` }] : []),
    { name: 'Shipping', value: totals.shipping.amount === 0 ? 'Free' : money(totals.shipping) },
    { name: 'Tax', value: taxKnown ? money(totals.tax) : 'Once we know where to' },
  ];
  return (
    <dl className="mt-3 space-y-1.5 border-t border-line pt-4 tabular-nums">
      {rows.map(({ name, value }) => (
        <div key={name} className="flex justify-between">
          <dt className="text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div className="flex items-baseline justify-between pt-2 text-lg font-semibold">
        <dt>{taxKnown ? 'Total' : 'Total before tax'}</dt>
        <dd>{money(totals.total)}</dd>
      </div>
    </dl>
  );
}
