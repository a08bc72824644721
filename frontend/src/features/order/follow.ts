import { call, openStream } from '@/api/client';
import { ApiError } from '@/api/problem';
import { readEvents } from '@/api/sse';
import type { Order } from '@/api/types';
import { lookupToken } from './lookup-tokens';

/** How an order's news arrive: over the open stream, or asked for from time to time. */
export type Line = 'live' | 'polling';

interface Follower {
  onOrder: (order: Order) => void;
  onLine: (line: Line) => void;
  signal: AbortSignal;
  /** Waiting, replaceable by tests. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const firstWait = 500;
const longestWait = 15_000;
/** A stream that held this long was a good one: the next pause is short again. */
const steadyAfter = 10_000;
/** The server sends the present state at once; a stream that stays mute is being held back on the way. */
const muteFor = 8_000;

/**
 * Follows an order until it is final or `signal` aborts. A stream that breaks is opened again, after longer
 * and longer pauses; while it is down every pause begins with one plain read, so that the page stays true
 * where streams do not get through at all. Throws ApiError when the order cannot be read any more.
 */
export async function followOrder(
  id: string,
  { onOrder, onLine, signal, wait = pause }: Follower,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const opened = Date.now();
    try {
      const last = await streamOnce(id, signal, (order) => {
        onLine('live');
        onOrder(order);
      });
      if (last && isFinal(last)) return;
    } catch (error) {
      if (signal.aborted) return;
      giveUpOn(error);
    }
    if (signal.aborted) return;
    if (Date.now() - opened > steadyAfter) failures = 0;
    if (failures > 0) {
      onLine('polling');
      const order = await readOnce(id, signal);
      if (order) onOrder(order);
      if (order && isFinal(order)) return;
    }
    const jitter = 0.75 + Math.random() / 2;
    await wait(Math.min(firstWait * 2 ** failures, longestWait) * jitter, signal);
    failures++;
  }
}

/** Nothing more will happen: delivered, or cancelled with all money settled. */
export function isFinal(order: Order): boolean {
  const settled = !['authorized', 'capturing', 'captured', 'voiding', 'refunding'].includes(
    order.payment.status,
  );
  return order.status === 'delivered' || (order.status === 'cancelled' && settled);
}

async function streamOnce(
  id: string,
  signal: AbortSignal,
  onOrder: (order: Order) => void,
): Promise<Order | null> {
  const own = new AbortController();
  const abort = () => own.abort();
  signal.addEventListener('abort', abort, { once: true });
  const mute = setTimeout(abort, muteFor);
  let last: Order | null = null;
  try {
    const response = await openStream('/api/v1/orders/{id}/stream', {
      path: { id },
      signal: own.signal,
      orderToken: lookupToken(id),
    });
    if (!response.body) return null;
    for await (const event of readEvents(response.body)) {
      clearTimeout(mute);
      if (event.name !== 'order') continue;
      last = JSON.parse(event.data) as Order;
      onOrder(last);
    }
    return last;
  } finally {
    clearTimeout(mute);
    signal.removeEventListener('abort', abort);
  }
}

async function readOnce(id: string, signal: AbortSignal): Promise<Order | null> {
  try {
    return await call('get', '/api/v1/orders/{id}', { path: { id }, signal, orderToken: lookupToken(id) });
  } catch (error) {
    if (!signal.aborted) giveUpOn(error);
    return null;
  }
}

/** Not ours, gone, or not allowed: asking again would not help. */
function giveUpOn(error: unknown): void {
  if (error instanceof ApiError && !error.isTransient && error.status !== 409) throw error;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
