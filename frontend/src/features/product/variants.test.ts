import { describe, expect, it } from 'vitest';
import { choicesOf, type Offer, offersOf, pick, standing, startWith } from './variants';

const price = { amount: 9900, currency: 'USD' as const };
const boot = (size: string, colour: string, available: number): Offer => ({
  sku: `${colour}-${size}`,
  options: { size, colour },
  price,
  compare_at: null,
  prices: [price],
  available,
});

// Black is not made in 44; brown 42 has run out.
const boots = [
  boot('44', 'brown', 3),
  boot('42', 'brown', 0),
  boot('42', 'black', 2),
  boot('43', 'black', 1),
  boot('43', 'brown', 5),
];
const [brown44, brown42, black42, black43] = boots as [Offer, Offer, Offer, Offer];

it('lists each choice once, sizes ascending, colours as the shop has them', () => {
  expect(choicesOf(boots)).toEqual([
    { name: 'size', values: ['42', '43', '44'] },
    { name: 'colour', values: ['brown', 'black'] },
  ]);
});

it('sorts letter sizes by size, not by letter', () => {
  const shirts = ['XL', 'S', 'M'].map((size) => ({ ...brown44, options: { size } }));
  expect(choicesOf(shirts)[0]?.values).toEqual(['S', 'M', 'XL']);
});

describe('standing', () => {
  it('tells free from sold out from never made', () => {
    expect(standing(boots, black42, 'size', '43')).toBe('free');
    expect(standing(boots, black42, 'colour', 'brown')).toBe('sold_out');
    expect(standing(boots, black42, 'size', '44')).toBe('missing');
  });
});

describe('pick', () => {
  it('takes the exact combination, even one that is sold out', () => {
    expect(pick(boots, black42, 'colour', 'brown')).toBe(brown42);
  });

  it('gives way to the nearest that is made, so that no value is a dead end', () => {
    expect(pick(boots, black42, 'size', '44')).toBe(brown44);
    expect(pick(boots, brown44, 'colour', 'black').options.colour).toBe('black');
  });

  it('prefers what is in stock among equally near ones', () => {
    const only = [boot('44', 'brown', 1), boot('42', 'black', 0), boot('43', 'black', 1)];
    expect(pick(only, only[0] as Offer, 'colour', 'black')).toBe(only[2]);
  });
});

describe('startWith', () => {
  it('follows the URL, else what can be bought, else the first', () => {
    expect(startWith(boots, 'black-43')).toBe(black43);
    expect(startWith([brown42, black42], 'gone')).toBe(black42);
    expect(startWith([brown42], null)).toBe(brown42);
    expect(startWith([], null)).toBeUndefined();
  });
});

it('offers nothing that has no price here', () => {
  expect(offersOf([{ ...brown44, price: null }, black42])).toEqual([black42]);
});
