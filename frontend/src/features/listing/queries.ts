import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { read } from '@/api/client';
import type { Category } from '@/api/types';
import type { Filters } from './filters';

/** What a list is about, before any filter: a category, a text, or everything. */
export interface Shelf {
  category?: string;
  q?: string;
}

const pageSize = 24;

/** The category tree with counts; the header shows its top level. */
export const categoriesQuery = queryOptions({
  queryKey: ['categories'],
  queryFn: ({ signal }) => read('/api/v1/categories', { signal }),
  staleTime: 5 * 60_000,
  select: (answer) => answer.items,
});

/** A shelf page by page. The facets of the first page count the whole result. */
export const shelfQuery = (shelf: Shelf, filters: Filters) =>
  infiniteQueryOptions({
    queryKey: ['products', shelf, filters],
    queryFn: ({ pageParam, signal }) =>
      read('/api/v1/products', {
        signal,
        query: {
          q: shelf.q,
          category: shelf.category,
          brand: filters.brands,
          attr: filters.attributes,
          price_min: filters.priceMin ?? undefined,
          price_max: filters.priceMax ?? undefined,
          rating_min: filters.ratingMin ?? undefined,
          in_stock: filters.inStock || undefined,
          sort: filters.sort,
          limit: pageSize,
          cursor: pageParam ?? undefined,
        },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 30_000,
  });

/** The path of category slugs from the root down to `slug`; empty when the tree does not have it. */
export function pathTo(tree: Category[], slug: string): Category[] {
  for (const category of tree) {
    if (category.slug === slug) return [category];
    const below = pathTo(category.children, slug);
    if (below.length > 0) return [category, ...below];
  }
  return [];
}
