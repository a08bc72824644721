import { describe, expect, it } from 'vitest';
import { money, moneyShort, percentOff, times } from './money';

describe('money', () => {
  it.each([
    [{ amount: 13900, currency: 'USD' as const }, '$139.00'],
    [{ amount: 5, currency: 'USD' as const }, '$0.05'],
    [{ amount: 129900, currency: 'USD' as const }, '$1,299.00'],
    [{ amount: 950, currency: 'EUR' as const }, '€9.50'],
    [{ amount: 1249900, currency: 'INR' as const }, '₹12,499.00'],
    [{ amount: 0, currency: 'USD' as const }, '$0.00'],
  ])('shows %o as %s', (price, shown) => {
    expect(money(price)).toBe(shown);
  });

  it('drops only whole cents when short', () => {
    expect(moneyShort({ amount: 5000, currency: 'USD' })).toBe('$50');
    expect(moneyShort({ amount: 4999, currency: 'USD' })).toBe('$49.99');
  });

  it('stays exact where floats would not', () => {
    expect(times({ amount: 1990, currency: 'USD' }, 3).amount).toBe(5970);
    expect(money(times({ amount: 10, currency: 'USD' }, 3))).toBe('$0.30');
  });

  it('never claims a discount that is none', () => {
    const price = { amount: 9000, currency: 'USD' as const };
    expect(percentOff(price, { amount: 10000, currency: 'USD' })).toBe(10);
    expect(percentOff(price, { amount: 9001, currency: 'USD' })).toBe(0);
    expect(percentOff(price, { amount: 8000, currency: 'USD' })).toBe(0);
    expect(percentOff(price, { amount: 20000, currency: 'EUR' })).toBe(0);
    expect(percentOff(price, null)).toBe(0);
  });
});
