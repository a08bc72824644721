import { Radio, RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { ApiError } from '@/api/problem';
import type { Order } from '@/api/types';
import { announce } from '@/ui/announcer';
import { Button } from '@/ui/button';
import { Page, useTitle } from '@/ui/page';
import { Failed, Skeleton } from '@/ui/states';
import { CancelOrder } from './cancel-order';
import { isFinal, type Line } from './follow';
import { lookupToken } from './lookup-tokens';
import { OrderReceipt } from './order-receipt';
import { AnotherCard, Challenge } from './payment-panel';
import { Notes, Timeline } from './timeline';
import { useLiveOrder } from './use-live-order';
import { headline } from './words';

/** `/orders/:id`: one order, live. */
export default function OrderPage() {
  const { id = '' } = useParams();
  const { data: order, error, isPending, line, refetch } = useLiveOrder(id);
  useTitle(order ? `Order ${order.number}` : undefined);
  if (isPending) return <OrderSkeleton />;
  if (error instanceof ApiError && [401, 403, 404, 422].includes(error.status)) return <Unknown />;
  if (!order) {
    return (
      <Page className="pt-10">
        <Failed what="this order" error={error} onRetry={() => refetch()} />
      </Page>
    );
  }
  return <Known order={order} line={line} />;
}

function Known({ order, line }: { order: Order; line: Line }) {
  const { title, text } = headline(order);
  const own = lookupToken(order.id) === undefined;
  useEffect(() => announce(`${title} ${text}`), [title, text]);
  return (
    <Page measure="middle" className="pt-8">
      <div className="flex flex-wrap items-center gap-x-4 text-muted">
        <p>Order {order.number}</p>
        {!isFinal(order) && <LineSign line={line} />}
      </div>
      <h1 className="mt-1 text-[clamp(1.6rem,1rem+2.4vw,2.25rem)] font-bold">{title}</h1>
      {/* Two lines are kept free on phones, so that news do not push the page about. */}
      <p className="mt-2 min-h-[2lh] max-w-prose text-lg text-muted lg:min-h-0">{text}</p>
      <Shortages order={order} />
      <div className="mt-8 grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_420px] lg:items-start">
        <div className="space-y-6">
          {own && <AnotherCard order={order} />}
          <section aria-label="Progress" className="rounded-3xl border border-line bg-surface p-6">
            <Timeline order={order} />
          </section>
          {own && <Challenge order={order} />}
          <div className="flex flex-wrap gap-3">
            {own && <CancelOrder order={order} />}
            <Button asChild tone="outline">
              <Link to="/search">Keep shopping</Link>
            </Button>
            {order.status === 'cancelled' && (
              <Button asChild tone="outline">
                <Link to="/cart">Back to your cart</Link>
              </Button>
            )}
          </div>
          {!own && !isFinal(order) && (
            <p className="text-muted">
              To pay again or to cancel, open the order where you placed it, or sign in.
            </p>
          )}
          <Notes order={order} />
        </div>
        <OrderReceipt order={order} />
      </div>
    </Page>
  );
}

function LineSign({ line }: { line: Line }) {
  const Icon = line === 'live' ? Radio : RefreshCw;
  return (
    <p className="flex items-center gap-1.5 text-sm">
      <Icon className={`size-4 ${line === 'live' ? 'text-ok' : ''}`} aria-hidden />
      {line === 'live' ? 'Live' : 'Checking for news…'}
    </p>
  );
}

function Shortages({ order }: { order: Order }) {
  if (order.shortages.length === 0) return null;
  const nameOf = (sku: string) => order.lines.find((line) => line.sku === sku)?.name ?? sku;
  return (
    <ul className="mt-3 space-y-1 font-medium text-bad">
      {order.shortages.map(({ sku, asked, available }) => (
        <li key={sku}>
          {nameOf(sku)}: {asked} asked for, {available} left.
        </li>
      ))}
    </ul>
  );
}

function Unknown() {
  useTitle('Order not found');
  return (
    <Page className="grid place-items-center py-24 text-center">
      <h1 className="text-4xl font-bold">We can’t show that order.</h1>
      <p className="mt-3 max-w-prose text-muted">
        Orders are shown to whoever placed them. On another device, sign in or use the order number and your
        email.
      </p>
      <div className="mt-7 flex flex-wrap justify-center gap-3">
        <Button asChild>
          <Link to="/orders/lookup">Find an order</Link>
        </Button>
        <Button asChild tone="outline">
          <Link to="/login">Sign in</Link>
        </Button>
      </div>
    </Page>
  );
}

function OrderSkeleton() {
  return (
    <Page measure="middle" className="pt-8">
      <Skeleton className="h-5 w-40" />
      <Skeleton className="mt-2 h-10 w-96 max-w-full" />
      <div className="mt-8 grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_420px]">
        <Skeleton className="h-96 w-full rounded-3xl!" />
        <Skeleton className="h-96 w-full rounded-3xl!" />
      </div>
    </Page>
  );
}
