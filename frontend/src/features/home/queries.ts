import { queryOptions } from '@tanstack/react-query';
import { read } from '@/api/client';
import type { Card, Category } from '@/api/types';
import { percentOff } from '@/format/money';
import type { Sort } from '../listing/filters';
import { pathTo } from '../listing/queries';

const list =
  (sort: Sort, limit: number) =>
  ({ signal }: { signal: AbortSignal }) =>
    read('/api/v1/products', { signal, query: { sort, limit, in_stock: true } });

/** The newest things that can be bought now; the hero, "new" and "on sale" are cut from this one list. */
export const newestQuery = queryOptions({
  queryKey: ['home', 'newest'],
  queryFn: list('newest', 48),
  staleTime: 60_000,
  select: (page) => page.items,
});

/** The best rated things that can be bought now. */
export const bestRatedQuery = queryOptions({
  queryKey: ['home', 'best-rated'],
  queryFn: list('rating', 8),
  staleTime: 60_000,
  select: (page) => page.items.filter((card) => card.rating.count > 0),
});

/** The deepest price cuts first. */
export function onSale(cards: Card[], most: number): Card[] {
  const off = (card: Card) => percentOff(card.price, card.compare_at);
  return cards
    .filter((card) => off(card) > 0)
    .sort((a, b) => off(b) - off(a))
    .slice(0, most);
}

/** Cards for the hero: as many different main categories as there are, the best rated of each first. */
export function heroPicks(cards: Card[], tree: Category[], most: number): Card[] {
  const best = [...cards].sort(
    (a, b) =>
      b.rating.average - a.rating.average ||
      b.rating.count - a.rating.count ||
      b.price.amount - a.price.amount,
  );
  const perCategory = new Map<string, Card[]>();
  for (const card of best) {
    const main = pathTo(tree, card.category)[0]?.slug ?? card.category;
    if (card.image) perCategory.set(main, [...(perCategory.get(main) ?? []), card]);
  }
  const shelves = [...perCategory.values()];
  const picks: Card[] = [];
  for (let depth = 0; picks.length < most && shelves.some((shelf) => shelf.length > depth); depth++) {
    picks.push(...shelves.flatMap((shelf) => shelf.slice(depth, depth + 1)));
  }
  return picks.slice(0, most);
}
