import type { ReactNode } from 'react';
import type { Cart, Quote } from '@/api/types';
import { money } from '@/format/money';
import { describeOptions } from '@/format/words';
import { Skeleton } from '@/ui/states';
import { Tile } from '@/ui/tile';
import { TotalsTable } from '../order/order-receipt';

interface SummaryProps {
  cart: Cart;
  quote: Quote | undefined;
  /** Whether the quote knows where the parcel goes: only then its tax is the real one. */
  addressed: boolean;
  stale: boolean;
  /** The button, and what went wrong. */
  children: ReactNode;
}

/** What is bought and what it costs, always beside the form. */
export function Summary({ cart, quote, addressed, stale, children }: SummaryProps) {
  return (
    <section
      aria-label="Order summary"
      aria-busy={stale}
      className="rounded-3xl border border-line bg-surface p-6 lg:sticky lg:top-24"
    >
      <h2 className="text-xl font-bold">Your order</h2>
      <ul className="mt-2 max-h-72 divide-y divide-line overflow-y-auto">
        {cart.lines.map((line) => (
          <li key={line.sku} className="flex items-center gap-3 py-3">
            <Tile
              image={line.image}
              alt=""
              sizes="56px"
              padding="p-[8%]"
              className="size-14 shrink-0 rounded-xl"
            />
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium">{line.name}</p>
              <p className="truncate text-sm text-muted">
                {[`Qty ${line.quantity}`, describeOptions(line.options)].filter(Boolean).join(' · ')}
              </p>
            </div>
            <p className="tabular-nums">{money(line.line_total)}</p>
          </li>
        ))}
      </ul>
      {quote ? (
        <TotalsTable totals={quote.totals} taxKnown={addressed} />
      ) : (
        <Skeleton className="mt-4 h-32 w-full" />
      )}
      {children}
    </section>
  );
}
