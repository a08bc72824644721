import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { SlidersHorizontal, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Currency, Facets } from '@/api/types';
import { count } from '@/format/words';
import { announce } from '@/ui/announcer';
import { Button } from '@/ui/button';
import { Drawer } from '@/ui/drawer';
import { Select } from '@/ui/select';
import { Empty, Failed, Repeat } from '@/ui/states';
import { FacetPanel, pairLabel, priceLabel } from './facet-panel';
import {
  countFilters,
  type Filters,
  noFilters,
  parseFilters,
  type Sort,
  sorts,
  toggleAttribute,
  toggleBrand,
  withFilters,
} from './filters';
import { ProductCard, ProductCardSkeleton } from './product-card';
import { type Shelf, shelfQuery } from './queries';

/** A shelf with filters, chips, sorting and "load more"; categories and searches share it. */
export function Listing({ shelf, emptyHint }: { shelf: Shelf; emptyHint?: ReactNode }) {
  const [params, setParams] = useSearchParams();
  const filters = parseFilters(params);
  const {
    data,
    error,
    isPending,
    isPlaceholderData,
    hasNextPage,
    fetchNextPage,
    isFetchingNextPage,
    refetch,
  } = useInfiniteQuery({ ...shelfQuery(shelf, filters), placeholderData: keepPreviousData });

  const first = data?.pages[0];
  const cards = data?.pages.flatMap((page) => page.items) ?? [];
  const currency: Currency = cards[0]?.price.currency ?? 'USD';
  const total = productCount(first?.total ?? 0);
  const change = (next: Filters) => setParams(withFilters(params, next), { preventScrollReset: true });
  const panel = <FacetPanel facets={first?.facets} filters={filters} currency={currency} onChange={change} />;

  const settled = !isPending && !isPlaceholderData;
  useEffect(() => {
    if (settled) announce(`${total} found`);
  }, [settled, total]);

  if (error && !data) return <Failed what="these products" error={error} onRetry={() => refetch()} />;
  return (
    <div className="grid grid-cols-1 gap-8 lg:grid-cols-[230px_minmax(0,1fr)]">
      <aside aria-label="Filters" className="hidden lg:block">
        {panel}
      </aside>
      <section aria-labelledby="products" aria-busy={isPlaceholderData}>
        <h2 id="products" className="sr-only">
          Products
        </h2>
        <Toolbar
          filters={filters}
          currency={currency}
          facets={first?.facets}
          onChange={change}
          total={isPending ? '' : total}
        >
          {panel}
        </Toolbar>
        {isPending || cards.length > 0 ? (
          <div
            className={`grid grid-cols-2 gap-x-4 gap-y-8 transition-opacity md:grid-cols-3 xl:grid-cols-4 ${isPlaceholderData ? 'opacity-60' : ''}`}
          >
            {isPending ? (
              <Repeat times={12}>
                <ProductCardSkeleton />
              </Repeat>
            ) : (
              cards.map((card, i) => <ProductCard key={card.id} card={card} eager={i < 4} />)
            )}
          </div>
        ) : (
          <Empty
            title={countFilters(filters) > 0 ? 'Nothing matches all of these filters.' : 'Nothing here yet.'}
          >
            {countFilters(filters) > 0 ? (
              <Button tone="soft" onClick={() => change({ ...noFilters, sort: filters.sort })}>
                Clear all filters
              </Button>
            ) : (
              emptyHint
            )}
          </Empty>
        )}
        {hasNextPage && (
          <div className="mt-10 text-center">
            <Button tone="outline" onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
              {isFetchingNextPage ? 'Loading…' : 'Load more'}
            </Button>
          </div>
        )}
      </section>
    </div>
  );
}

/** A filtered result is counted up to 1,001; beyond that nobody counts. */
function productCount(total: number): string {
  return total > 1000 ? 'Over 1,000 products' : count(total, 'product');
}

interface ToolbarProps {
  filters: Filters;
  facets: Facets | undefined;
  currency: Currency;
  total: string;
  onChange: (filters: Filters) => void;
  /** The facet panel, for the drawer on phones. */
  children: ReactNode;
}

function Toolbar({ filters, currency, total, onChange, children }: ToolbarProps) {
  const [drawer, setDrawer] = useState(false);
  const narrowed = countFilters(filters);
  return (
    <div className="mb-5 space-y-3">
      <div className="flex min-h-11 items-center gap-2">
        <p className="mr-auto text-muted tabular-nums max-sm:text-sm">{total}</p>
        <Button tone="outline" size="sm" className="lg:hidden" onClick={() => setDrawer(true)}>
          <SlidersHorizontal className="size-4" aria-hidden />
          Filters{narrowed > 0 && ` (${narrowed})`}
        </Button>
        <Select
          aria-label="Sort by"
          value={filters.sort}
          onChange={(event) => onChange({ ...filters, sort: event.target.value as Sort })}
          className="h-11 rounded-full border border-line bg-surface pl-4 text-sm font-medium hover:border-line-strong"
        >
          {Object.entries(sorts).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      {narrowed > 0 && <Chips filters={filters} currency={currency} onChange={onChange} />}
      <Drawer
        open={drawer}
        onOpenChange={setDrawer}
        title="Filters"
        footer={
          <Button className="w-full" onClick={() => setDrawer(false)}>
            Show {total}
          </Button>
        }
      >
        {children}
      </Drawer>
    </div>
  );
}

function Chips({ filters, currency, onChange }: Pick<ToolbarProps, 'filters' | 'currency' | 'onChange'>) {
  const chips = [
    ...filters.brands.map((brand) => ({ text: brand, without: toggleBrand(filters, brand) })),
    ...filters.attributes.map((pair) => ({ text: pairLabel(pair), without: toggleAttribute(filters, pair) })),
    ...(filters.priceMin !== null || filters.priceMax !== null
      ? [
          {
            text: priceLabel(filters.priceMin, filters.priceMax, currency),
            without: { ...filters, priceMin: null, priceMax: null },
          },
        ]
      : []),
    ...(filters.ratingMin !== null
      ? [{ text: `${filters.ratingMin} stars and up`, without: { ...filters, ratingMin: null } }]
      : []),
    ...(filters.inStock ? [{ text: 'In stock', without: { ...filters, inStock: false } }] : []),
  ];
  return (
    <ul aria-label="Chosen filters" className="flex flex-wrap items-center gap-2">
      {chips.map(({ text, without }) => (
        <li key={text}>
          <Button tone="soft" size="sm" onClick={() => onChange(without)}>
            <span className="sr-only">Remove filter </span>
            {text}
            <X className="size-4" aria-hidden />
          </Button>
        </li>
      ))}
      <li>
        <Button tone="link" size="sm" onClick={() => onChange({ ...noFilters, sort: filters.sort })}>
          Clear all
        </Button>
      </li>
    </ul>
  );
}
