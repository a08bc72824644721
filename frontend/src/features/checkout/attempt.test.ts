import { expect, it } from 'vitest';
import type { PlaceOrder } from '@/api/types';
import { attemptKeys } from './attempt';

const order: PlaceOrder = {
  cart_id: 'c1',
  cart_version: 3,
  lines: [{ sku: 'BOOT-42', quantity: 1 }],
  email: 'ana@example.com',
  shipping_address: { name: 'Ana', line1: '1 Main St', city: 'Lyon', postal_code: '69001', country: 'FR' },
  shipping_method: 'standard',
  payment: { provider: 'sandbox', method: 'tok_ok' },
  expected_total: { amount: 13900, currency: 'USD' },
};

it('keeps the key while the very same order is sent again', () => {
  const keyFor = attemptKeys();
  expect(keyFor(order)).toBe(keyFor(structuredClone(order)));
});

it.each([
  ['another card', { payment: { provider: 'sandbox' as const, method: 'tok_3ds' } }],
  ['an agreed new total', { expected_total: { amount: 14000, currency: 'USD' as const } }],
  ['a changed cart', { cart_version: 4 }],
])('takes a new key for %s', (_, change) => {
  const keyFor = attemptKeys();
  const first = keyFor(order);
  expect(keyFor({ ...order, ...change })).not.toBe(first);
});

it('never gives an old key out again', () => {
  const keyFor = attemptKeys();
  const first = keyFor(order);
  keyFor({ ...order, cart_version: 4 });
  expect(keyFor(order)).not.toBe(first);
});

it('makes keys the API accepts', () => {
  expect(attemptKeys()(order)).toMatch(/^[\x21-\x7e]{16,255}$/);
});
