import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { ApiError, messageOf } from '@/api/problem';
import type { Cart, Money, Shortage } from '@/api/types';
import { money } from '@/format/money';
import { Button } from '@/ui/button';
import { useChangeCart } from '../cart/use-cart';

interface RefusalProps {
  error: Error;
  cart: Cart;
  /** The total that was on the button when it was pressed. */
  asked: Money | undefined;
}

/** Why no order was made, and what to do about it. Takes the focus, so that nobody misses it. */
export function Refusal({ error, cart, asked }: RefusalProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) box.current?.focus();
  }, [error]);
  return (
    <div ref={box} tabIndex={-1} role="alert" className="mt-4 rounded-card bg-sunken px-4 py-3 outline-none">
      <Reason error={error} cart={cart} asked={asked} />
    </div>
  );
}

function Reason({ error, cart, asked }: RefusalProps) {
  if (!(error instanceof ApiError)) return <p className="font-medium">{messageOf(error)}</p>;
  const { code, extras } = error;
  if (code === 'price_changed' && extras.quote) {
    return (
      <p className="font-medium">
        The total changed{asked && ` from ${money(asked)}`} to {money(extras.quote.totals.total)}. Nothing was
        ordered yet: place the order again if you agree.
      </p>
    );
  }
  if (code === 'out_of_stock') return <Shortages shortages={extras.shortages ?? []} cart={cart} />;
  if (code === 'cart_already_ordered' && extras.order_id) {
    return (
      <>
        <p className="font-medium">You have ordered exactly this cart already.</p>
        <Link
          to={`/orders/${extras.order_id}`}
          className="inline-flex min-h-11 items-center font-medium text-iris underline underline-offset-4"
        >
          See that order
        </Link>
      </>
    );
  }
  return (
    <p className="font-medium">
      {messageOf(error)}
      {error.isTransient && ' Pressing the button again is safe: it can only ever make one order.'}
    </p>
  );
}

/** Lines the shop cannot deliver as asked, each with the click that settles it. */
export function Shortages({ shortages, cart }: { shortages: Shortage[]; cart: Cart }) {
  const change = useChangeCart();
  const nameOf = (sku: string) => cart.lines.find((line) => line.sku === sku)?.name ?? sku;
  return (
    <>
      <p className="font-medium">Not everything is in stock as asked. Nothing was ordered.</p>
      <ul>
        {shortages.map(({ sku, asked, available }) => (
          <li key={sku} className="flex flex-wrap items-center justify-between gap-x-3 text-sm">
            <span>
              {nameOf(sku)}: {asked} asked for, {available} left
            </span>
            <Button
              tone="link"
              size="bare"
              className="text-sm"
              onClick={() => change({ sku, name: nameOf(sku), quantity: available })}
            >
              {available > 0 ? `Take ${available}` : 'Remove'}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
