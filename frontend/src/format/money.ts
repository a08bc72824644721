import type { Money } from '@/api/types';

const locale = 'en-US';
const formats = new Map<string, Intl.NumberFormat>();

/**
 * A price as a shopper reads it: "$139.00", "€9.50", "₹1,299.00". `amount` is in minor units, and how many
 * of them make one unit is the currency's own business (2 digits for ours, asked of Intl, not assumed).
 */
export function money({ amount, currency }: Money): string {
  const format = formatFor(currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}

/** The same without ".00", for facet bounds and badges where cents are noise. */
export function moneyShort(price: Money): string {
  return money(price).replace(/\.00$/, '');
}

/** How many percent below `before` the price is, rounded down; 0 when it is not lower. */
export function percentOff(price: Money, before: Money | null): number {
  if (!before || before.currency !== price.currency || before.amount <= price.amount) return 0;
  return Math.floor(((before.amount - price.amount) * 100) / before.amount);
}

/** `price` times `quantity`, exact: both are integers. */
export function times(price: Money, quantity: number): Money {
  return { amount: price.amount * quantity, currency: price.currency };
}

function formatFor(currency: string): Intl.NumberFormat {
  let format = formats.get(currency);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    formats.set(currency, format);
  }
  return format;
}
