import type { Order, TimelineEntry } from '@/api/types';

/** One station of an order's way; `at` is when it was reached. */
export interface Step {
  name: string;
  state: 'done' | 'current' | 'todo' | 'failed';
  at: string | null;
}

const stations: { name: string; reached: RegExp }[] = [
  { name: 'Order placed', reached: /placed|created/ },
  { name: 'Stock set aside', reached: /reserved/ },
  { name: 'Payment approved', reached: /confirmed/ },
  { name: 'Shipped', reached: /shipped/ },
  { name: 'Delivered', reached: /delivered/ },
];
const way = ['pending', 'reserved', 'confirmed', 'shipped', 'delivered'];

/**
 * The stations of an order, from its status and its timeline. A cancelled order shows what was reached
 * before, then the end. A payment may overtake the reservation; a later station implies the earlier ones.
 */
export function stepsOf(order: Order): Step[] {
  const times = stations.map(
    ({ reached }) => order.timeline.find(({ type }) => reached.test(type))?.at ?? null,
  );
  if (order.status === 'cancelled') return cancelled(order, times);
  const reached = way.indexOf(order.status);
  return stations.map(({ name }, i) => ({
    name,
    state: i <= reached ? 'done' : i === reached + 1 ? 'current' : 'todo',
    at: times[i] ?? (i === 0 ? order.created_at : null),
  }));
}

function cancelled(order: Order, times: (string | null)[]): Step[] {
  const end = order.timeline.findLast(({ type }) => /cancel/.test(type));
  const before = stations.flatMap(({ name }, i): Step[] => {
    const at = times[i] ?? (i === 0 ? order.created_at : null);
    return at ? [{ name, state: 'done', at }] : [];
  });
  return [...before, { name: 'Cancelled', state: 'failed', at: end?.at ?? null }];
}

/** The rest of the story: what the stations do not tell, oldest first. */
export function notes(order: Order): TimelineEntry[] {
  return order.timeline.filter(({ type }) => /^payment_|refund|return|track/.test(type));
}
