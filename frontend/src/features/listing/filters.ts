// What a shopper narrowed a list down to. The URL is the only place it lives in, so that reload, back and
// a shared link all show the same shelf. Parameter names are those of GET /products.

export const sorts = {
  newest: 'Newest',
  price_asc: 'Price: low to high',
  price_desc: 'Price: high to low',
  rating: 'Best rated',
} as const;
export type Sort = keyof typeof sorts;

export interface Filters {
  brands: string[];
  /** "name:value" pairs; values of one name are alternatives. */
  attributes: string[];
  /** Minor units of the shop's currency. */
  priceMin: number | null;
  priceMax: number | null;
  /** 1 to 5. */
  ratingMin: number | null;
  inStock: boolean;
  sort: Sort;
}

export const noFilters: Filters = {
  brands: [],
  attributes: [],
  priceMin: null,
  priceMax: null,
  ratingMin: null,
  inStock: false,
  sort: 'newest',
};

/** Reads the filters of a URL; what makes no sense there is ignored, never sent on. */
export function parseFilters(params: URLSearchParams): Filters {
  const sort = params.get('sort');
  const rating = wholeNumber(params.get('rating_min'));
  return {
    brands: [...new Set(params.getAll('brand').filter(Boolean))],
    attributes: [...new Set(params.getAll('attr').filter((pair) => /^[^:]+:./.test(pair)))],
    priceMin: wholeNumber(params.get('price_min')),
    priceMax: wholeNumber(params.get('price_max')),
    ratingMin: rating !== null && rating >= 1 && rating <= 5 ? rating : null,
    inStock: params.get('in_stock') === 'true',
    sort: sort !== null && Object.hasOwn(sorts, sort) ? (sort as Sort) : 'newest',
  };
}

/** Writes the filters into a copy of `params`, leaving what is not a filter (`q`) alone. */
export function withFilters(params: URLSearchParams, filters: Filters): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete('brand');
  for (const brand of filters.brands) next.append('brand', brand);
  next.delete('attr');
  for (const pair of filters.attributes) next.append('attr', pair);
  put(next, 'price_min', filters.priceMin);
  put(next, 'price_max', filters.priceMax);
  put(next, 'rating_min', filters.ratingMin);
  put(next, 'in_stock', filters.inStock ? 'true' : null);
  put(next, 'sort', filters.sort === 'newest' ? null : filters.sort);
  return next;
}

/** The same filters with one brand added, or taken away when it was there. */
export function toggleBrand(filters: Filters, brand: string): Filters {
  return { ...filters, brands: toggled(filters.brands, brand) };
}

/** The same for one "name:value" pair. */
export function toggleAttribute(filters: Filters, pair: string): Filters {
  return { ...filters, attributes: toggled(filters.attributes, pair) };
}

function toggled(list: string[], item: string): string[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

/** How many things narrow the list; sorting narrows nothing. */
export function countFilters(filters: Filters): number {
  const price = filters.priceMin !== null || filters.priceMax !== null;
  return (
    filters.brands.length +
    filters.attributes.length +
    Number(price) +
    Number(filters.ratingMin !== null) +
    Number(filters.inStock)
  );
}

/** A price facet's value ("5000-10000", "10000-") as bounds in minor units; null when it is not one. */
export function priceBounds(value: string): { min: number | null; max: number | null } | null {
  const match = /^(\d*)-(\d*)$/.exec(value);
  if (!match || (!match[1] && !match[2])) return null;
  return { min: match[1] ? Number(match[1]) : null, max: match[2] ? Number(match[2]) : null };
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function put(params: URLSearchParams, name: string, value: string | number | null): void {
  if (value === null) params.delete(name);
  else params.set(name, String(value));
}
