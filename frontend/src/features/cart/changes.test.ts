import { describe, expect, it } from 'vitest';
import type { Cart } from '@/api/types';
import { applyChange, blocks, type Change, type Draft, pieces } from './changes';

const usd = (amount: number) => ({ amount, currency: 'USD' as const });
const boot: Draft = {
  product_id: 'p1',
  name: 'Boot',
  image: null,
  options: { size: '42' },
  unit_price: usd(13900),
  available: 3,
};
const added: Change = { sku: 'BOOT-42', name: 'Boot', quantity: 1, add: 1, draft: boot };
const cart = applyChange(null, added) as Cart;

describe('applyChange', () => {
  it('starts a cart where there was none', () => {
    expect(cart.lines).toMatchObject([
      { sku: 'BOOT-42', quantity: 1, line_total: usd(13900), problem: null },
    ]);
    expect(cart.subtotal).toEqual(usd(13900));
  });

  it('changes nothing when the server has applied it already', () => {
    expect(applyChange(cart, added)).toEqual(cart);
  });

  it('adds up in whole cents', () => {
    const three = applyChange(cart, { sku: 'BOOT-42', name: 'Boot', quantity: 3 });
    expect(three?.subtotal).toEqual(usd(41700));
    expect(pieces(three)).toBe(3);
  });

  it('says at once what cannot be delivered', () => {
    expect(applyChange(cart, { ...added, quantity: 4 })?.lines[0]?.problem).toBe('low_stock');
    const gone = applyChange(null, { ...added, draft: { ...boot, available: 0 } });
    expect(gone?.lines[0]?.problem).toBe('out_of_stock');
  });

  it('takes a line out at zero and leaves an unknown one alone', () => {
    expect(applyChange(cart, { sku: 'BOOT-42', name: 'Boot', quantity: 0 })?.lines).toEqual([]);
    expect(applyChange(cart, { sku: 'OTHER', name: 'Other', quantity: 0 })).toEqual(cart);
    expect(applyChange(null, { sku: 'OTHER', name: 'Other', quantity: 2 })).toBeNull();
  });

  it('does not touch what it was given', () => {
    const before = structuredClone(cart);
    applyChange(cart, { sku: 'BOOT-42', name: 'Boot', quantity: 9 });
    expect(cart).toEqual(before);
  });
});

it('lets a changed price through the checkout, and nothing else', () => {
  expect(
    [null, 'price_changed', 'low_stock', 'out_of_stock', 'unavailable'].map((p) => blocks(p as never)),
  ).toEqual([false, false, true, true, true]);
});
