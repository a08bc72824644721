import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Order } from '@/api/types';
import { followOrder, isFinal } from './follow';
import { keepLookupToken } from './lookup-tokens';

const order = (status: Order['status'], payment: Order['payment']['status'] = 'captured') =>
  ({ id: 'o1', status, payment: { status: payment } }) as Order;

const events = (...orders: Order[]) =>
  new Response(orders.map((o) => `event: order\ndata: ${JSON.stringify(o)}\n\n`).join(''));
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

let script: Array<() => Response>;
let asked: string[];

beforeEach(() => {
  asked = [];
  keepLookupToken('o1', 'secret'); // so that no session is needed
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url.endsWith('/stream') ? 'stream' : 'read');
    const next = script.shift();
    if (!next) throw new Error('asked too often');
    return next();
  });
});

async function follow() {
  const seen: string[] = [];
  const lines: string[] = [];
  const waits: number[] = [];
  await followOrder('o1', {
    signal: new AbortController().signal,
    onOrder: ({ status }) => seen.push(status),
    onLine: (line) => lines.push(line),
    wait: async (ms) => {
      waits.push(ms);
    },
  });
  return { seen, lines, waits };
}

describe('followOrder', () => {
  it('ends with the stream when the order is final', async () => {
    script = [() => events(order('confirmed'), order('shipped'), order('delivered'))];
    expect((await follow()).seen).toEqual(['confirmed', 'shipped', 'delivered']);
    expect(asked).toEqual(['stream']);
  });

  it('opens a broken stream again and reads once in each later pause', async () => {
    script = [
      () => events(order('pending')),
      () => json({ code: 'unavailable' }, 503),
      () => json(order('reserved')),
      () => events(order('confirmed'), order('delivered')),
    ];
    const { seen, lines } = await follow();
    expect(asked).toEqual(['stream', 'stream', 'read', 'stream']);
    expect(seen).toEqual(['pending', 'reserved', 'confirmed', 'delivered']);
    expect(lines).toEqual(['live', 'polling', 'live', 'live']);
  });

  it('waits longer after each failure, but never more than 15 s and a quarter', async () => {
    const down = () => json({ code: 'unavailable' }, 503);
    script = [...Array.from({ length: 15 }, () => down), () => events(order('delivered'))];
    const { waits } = await follow();
    expect(waits[3]).toBeGreaterThan((waits[0] ?? 0) * 3);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15_000 * 1.25);
  });

  it('gives up on an order that is not ours', async () => {
    script = [() => json({ code: 'order_not_found', detail: 'no' }, 404)];
    await expect(follow()).rejects.toMatchObject({ status: 404 });
    expect(asked).toEqual(['stream']);
  });
});

it('stays with a cancelled order until its money is settled', () => {
  expect(isFinal(order('cancelled', 'voiding'))).toBe(false);
  expect(isFinal(order('cancelled', 'refunded'))).toBe(true);
  expect(isFinal(order('confirmed'))).toBe(false);
});
