import type { Money, Variant } from '@/api/types';

/** A variant that has a price in the shopper's currency; the others cannot be bought. */
export type Offer = Variant & { price: Money };

/** What of a product can be bought at all. */
export function offersOf(variants: Variant[]): Offer[] {
  return variants.filter((variant): variant is Offer => variant.price !== null);
}

/** One thing to choose, such as size, with its values in the order the shop lists them. */
export interface Choice {
  name: string;
  values: string[];
}

/**
 * How a value stands beside what is chosen otherwise: `free` can be bought, `sold_out` exists but has no
 * stock, `missing` is not made in this combination.
 */
export type Standing = 'free' | 'sold_out' | 'missing';

/** What there is to choose; nothing for a product with one variant and no options. */
export function choicesOf(variants: Offer[]): Choice[] {
  const choices = new Map<string, Set<string>>();
  for (const variant of variants) {
    for (const [name, value] of Object.entries(variant.options)) {
      choices.set(name, (choices.get(name) ?? new Set()).add(value));
    }
  }
  return [...choices].map(([name, values]) => ({ name, values: inOrder([...values]) }));
}

/** The variant to show first: the one the URL names, else the first that can be bought, else the first. */
export function startWith(variants: Offer[], sku: string | null): Offer | undefined {
  return variants.find((v) => v.sku === sku) ?? variants.find((v) => v.available > 0) ?? variants[0];
}

/** How `value` stands when only this choice is changed from the `current` variant. */
export function standing(variants: Offer[], current: Offer, name: string, value: string): Standing {
  const exact = exactly(variants, { ...current.options, [name]: value });
  if (!exact) return 'missing';
  return exact.available > 0 ? 'free' : 'sold_out';
}

/**
 * The variant to go to when `value` is picked. A combination that is not made gives way to the nearest that
 * has the value: most other choices kept, then in stock. So no pick is ever a dead end.
 */
export function pick(variants: Offer[], current: Offer, name: string, value: string): Offer {
  const exact = exactly(variants, { ...current.options, [name]: value });
  if (exact) return exact;
  const kept = (variant: Offer) =>
    Object.entries(current.options).filter(([n, v]) => n !== name && variant.options[n] === v).length;
  const [nearest] = variants
    .filter((variant) => variant.options[name] === value)
    .sort((a, b) => kept(b) - kept(a) || Number(b.available > 0) - Number(a.available > 0));
  return nearest ?? current;
}

function exactly(variants: Offer[], options: Record<string, string>): Offer | undefined {
  return variants.find((variant) => {
    const names = Object.keys(variant.options);
    return (
      names.length === Object.keys(options).length && names.every((n) => variant.options[n] === options[n])
    );
  });
}

const letterSizes = ['XXS', 'XS', 'S', 'M', 'L', 'XL', 'XXL', '3XL'];

/** Numbers and letter sizes ascend; other values stay as the shop lists them. */
function inOrder(values: string[]): string[] {
  if (values.every((v) => /^\d+([.,]\d+)?$/.test(v)))
    return values.sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b));
  if (values.every((v) => letterSizes.includes(v.toUpperCase()))) {
    return values.sort((a, b) => letterSizes.indexOf(a.toUpperCase()) - letterSizes.indexOf(b.toUpperCase()));
  }
  return values;
}
