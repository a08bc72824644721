import { describe, expect, it } from 'vitest';
import {
  countFilters,
  type Filters,
  noFilters,
  parseFilters,
  priceBounds,
  toggleAttribute,
  toggleBrand,
  withFilters,
} from './filters';

const all: Filters = {
  brands: ['Ostwyn', 'Fjell & Sons'],
  attributes: ['waterproof:yes', 'ratio:16:9'],
  priceMin: 2500,
  priceMax: 9999,
  ratingMin: 4,
  inStock: true,
  sort: 'price_asc',
};

describe('filters in the URL', () => {
  it('come back as they were written, whatever letters they have', () => {
    const url = withFilters(new URLSearchParams(), all).toString();
    expect(parseFilters(new URLSearchParams(url))).toEqual(all);
  });

  it('leave the search text alone and an unfiltered URL bare', () => {
    const params = new URLSearchParams('q=boots&brand=Ostwyn&sort=rating');
    expect(withFilters(params, noFilters).toString()).toBe('q=boots');
    expect(params.toString()).toBe('q=boots&brand=Ostwyn&sort=rating');
  });

  it.each([
    'price_min=-5',
    'price_min=1e9',
    'price_max=abc',
    'rating_min=9',
    'rating_min=0',
    'sort=cheapest',
    'sort=toString',
    'in_stock=maybe',
    'brand=',
    'attr=waterproof',
    'attr=:yes',
  ])('ignore nonsense: %s', (query) => {
    expect(parseFilters(new URLSearchParams(query))).toEqual(noFilters);
  });

  it('count each choice once, a price range as one, sorting not at all', () => {
    expect(countFilters(all)).toBe(2 + 2 + 1 + 1 + 1);
    expect(countFilters({ ...noFilters, sort: 'rating' })).toBe(0);
  });

  it('toggle to and fro without touching the original', () => {
    const on = toggleBrand(noFilters, 'Ostwyn');
    expect(on.brands).toEqual(['Ostwyn']);
    expect(toggleBrand(on, 'Ostwyn').brands).toEqual([]);
    expect(toggleAttribute(on, 'waterproof:yes')).toEqual({ ...on, attributes: ['waterproof:yes'] });
    expect(noFilters.brands).toEqual([]);
  });
});

describe('priceBounds', () => {
  it.each([
    ['0-2499', { min: 0, max: 2499 }],
    ['100000-', { min: 100000, max: null }],
    ['-2499', { min: null, max: 2499 }],
    ['-', null],
    ['cheap', null],
  ])('reads %s', (value, bounds) => {
    expect(priceBounds(value)).toEqual(bounds);
  });
});
