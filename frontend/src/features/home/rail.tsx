import { ArrowRight } from 'lucide-react';
import { useId } from 'react';
import { Link } from 'react-router';
import type { Card } from '@/api/types';
import { Repeat } from '@/ui/states';
import { ProductCard, ProductCardSkeleton } from '../listing/product-card';

interface RailProps {
  title: string;
  /** How many cards it is meant to hold; so many places are kept while they load. */
  size: number;
  /** undefined while loading; a rail that turns out empty is not shown. */
  cards: Card[] | undefined;
  /** Where the whole shelf is, when there is such a page. */
  all?: string;
}

/** One shelf: four across on a desk, a row to swipe on a phone. */
export function Rail({ title, size, cards, all }: RailProps) {
  const id = useId();
  if (cards?.length === 0) return null;
  return (
    <section aria-labelledby={id} className="mt-4 pb-10">
      <div className="mb-4 flex min-h-11 items-center justify-between gap-4">
        <h2 id={id} className="text-2xl font-bold">
          {title}
        </h2>
        {all && (
          <Link
            to={all}
            className="inline-flex min-h-11 items-center gap-1 font-medium text-iris underline-offset-4 hover:underline"
          >
            See all<span className="sr-only">: {title}</span>
            <ArrowRight className="size-4" aria-hidden />
          </Link>
        )}
      </div>
      <ul className="-m-1.5 grid auto-cols-[46%] grid-flow-col gap-4 overflow-x-auto p-1.5 [scroll-snap-type:x_proximity] sm:auto-cols-[31%] lg:grid-flow-row lg:grid-cols-4 lg:gap-y-8 lg:overflow-visible">
        {cards ? (
          cards.map((card) => (
            <li key={card.id} className="[scroll-snap-align:start]">
              <ProductCard card={card} />
            </li>
          ))
        ) : (
          <Repeat times={size}>
            <li>
              <ProductCardSkeleton />
            </li>
          </Repeat>
        )}
      </ul>
    </section>
  );
}
