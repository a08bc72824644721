import { expect, it } from 'vitest';
import type { Order, OrderStatus } from '@/api/types';
import { notes, stepsOf } from './steps';

const order = (status: OrderStatus, ...types: string[]) =>
  ({
    status,
    created_at: '2026-11-22T10:00:00Z',
    timeline: types.map((type, i) => ({ at: `2026-11-22T10:00:0${i}Z`, type, detail: '' })),
  }) as Order;
const states = (o: Order) => stepsOf(o).map((step) => step.state[0]);

it.each([
  ['pending', 'dcttt'],
  ['reserved', 'ddctt'],
  ['confirmed', 'dddct'],
  ['shipped', 'ddddc'],
  ['delivered', 'ddddd'],
] as const)('%s', (status, want) => {
  expect(states(order(status, 'placed')).join('')).toBe(want);
});

it('shows a step as done that a later one overtook, without inventing its time', () => {
  const [, reserved, confirmed] = stepsOf(order('confirmed', 'placed', 'confirmed'));
  expect(reserved).toEqual({ name: 'Stock set aside', state: 'done', at: null });
  expect(confirmed?.at).toBe('2026-11-22T10:00:01Z');
});

it('ends a cancelled order where it ended', () => {
  expect(stepsOf(order('cancelled', 'placed', 'reserved', 'payment_declined', 'cancelled'))).toMatchObject([
    { name: 'Order placed', state: 'done' },
    { name: 'Stock set aside', state: 'done' },
    { name: 'Cancelled', state: 'failed', at: '2026-11-22T10:00:03Z' },
  ]);
});

it('tells beside the stations only what they do not', () => {
  const told = order('confirmed', 'placed', 'reserved', 'payment_declined', 'confirmed', 'payment_captured');
  expect(notes(told).map((note) => note.type)).toEqual(['payment_declined', 'payment_captured']);
});
