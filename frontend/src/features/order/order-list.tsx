import { useInfiniteQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { Link } from 'react-router';
import type { Order, User } from '@/api/types';
import { date } from '@/format/dates';
import { money } from '@/format/money';
import { count } from '@/format/words';
import { Button } from '@/ui/button';
import { Empty, Failed, Skeleton } from '@/ui/states';
import { ordersQuery } from './queries';

interface OrderListProps {
  user: User | null;
  /** Shows only the newest so many, with a link to the rest. */
  most?: number;
}

/** The shopper's orders, newest first. */
export function OrderList({ user, most }: OrderListProps) {
  const { data, error, isLoading, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } =
    useInfiniteQuery(ordersQuery(user, most ?? 20));
  if (isLoading) return <Skeleton className="h-60 w-full rounded-3xl!" />;
  if (error && !data) return <Failed what="your orders" error={error} onRetry={() => refetch()} />;
  const orders = data?.pages.flatMap((page) => page.items) ?? [];
  if (orders.length === 0) {
    return (
      <Empty title="No orders yet.">
        <p>Ordered on another device? Find it with its number and your email.</p>
        <Button asChild tone="soft">
          <Link to="/orders/lookup">Find an order</Link>
        </Button>
      </Empty>
    );
  }
  return (
    <>
      <ul className="divide-y divide-line overflow-hidden rounded-3xl border border-line bg-surface">
        {orders.map((order) => (
          <Row key={order.id} order={order} />
        ))}
      </ul>
      {hasNextPage && (
        <div className="mt-5 text-center">
          {most ? (
            <Button asChild tone="outline">
              <Link to="/orders">All orders</Link>
            </Button>
          ) : (
            <Button tone="outline" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
              {isFetchingNextPage ? 'Loading…' : 'Load more'}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

const tones: Partial<Record<Order['status'], string>> = {
  cancelled: 'text-muted',
  pending: 'text-warn',
  reserved: 'text-warn',
};

function Row({ order }: { order: Order }) {
  const things = order.lines.reduce((total, line) => total + line.quantity, 0);
  return (
    <li>
      <Link
        to={`/orders/${order.id}`}
        className="flex min-h-18 items-center gap-4 px-5 py-3 hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <div className="min-w-0 flex-1">
          <p className="font-medium">
            {order.number}{' '}
            <span className={`ml-1 text-sm ${tones[order.status] ?? 'text-ok'}`}>{order.status}</span>
          </p>
          <p className="truncate text-sm text-muted">
            {date(order.created_at)} · {count(things, 'item')} ·{' '}
            {order.lines.map((line) => line.name).join(', ')}
          </p>
        </div>
        <p className="font-medium tabular-nums">{money(order.totals.total)}</p>
        <ChevronRight className="size-4 text-muted" aria-hidden />
      </Link>
    </li>
  );
}
