import type { Order, OrderStatus, TimelineEntry } from '@/api/types';

/** One station of an order's way; `at` is when it was reached. */
export interface Step {
  name: string;
  state: 'done' | 'current' | 'todo' | 'failed';
  at: string | null;
}

// Each station is reached with the status beside it; the timeline's entries carry the same words.
const stations: { name: string; status: OrderStatus; entry: string }[] = [
  { name: 'Order placed', status: 'pending', entry: 'placed' },
  { name: 'Stock set aside', status: 'reserved', entry: 'reserved' },
  { name: 'Payment approved', status: 'confirmed', entry: 'confirmed' },
  { name: 'Shipped', status: 'shipped', entry: 'shipped' },
  { name: 'Delivered', status: 'delivered', entry: 'delivered' },
];

/**
 * The stations of an order, from its status and its timeline. A cancelled order shows what was reached
 * before, then the end. A payment may overtake the reservation; a later station implies the earlier ones.
 */
export function stepsOf(order: Order): Step[] {
  const timeOf = (entry: string) => order.timeline.find(({ type }) => type === entry)?.at ?? null;
  const times = stations.map(({ entry }) => timeOf(entry) ?? (entry === 'placed' ? order.created_at : null));
  if (order.status === 'cancelled') return cancelled(times, timeOf('cancelled'));
  const reached = stations.findIndex(({ status }) => status === order.status);
  return stations.map(({ name }, i) => ({
    name,
    state: i <= reached ? 'done' : i === reached + 1 ? 'current' : 'todo',
    at: times[i] ?? null,
  }));
}

function cancelled(times: (string | null)[], end: string | null): Step[] {
  const before = stations.flatMap(({ name }, i): Step[] => {
    const at = times[i];
    return at ? [{ name, state: 'done', at }] : [];
  });
  return [...before, { name: 'Cancelled', state: 'failed', at: end }];
}

const told = new Set(['cancelled', ...stations.map(({ entry }) => entry)]);

/** The rest of the story: what the stations do not tell, oldest first. A refund counts with its amount only. */
export function notes(order: Order): TimelineEntry[] {
  return order.timeline.filter(
    ({ type, detail }) => !told.has(type) && (type !== 'payment_refunded' || detail),
  );
}
