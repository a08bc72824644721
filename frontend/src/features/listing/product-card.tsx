import { Link } from 'react-router';
import type { Card } from '@/api/types';
import { percentOff } from '@/format/money';
import { Price, Stars } from '@/ui/product-words';
import { Skeleton } from '@/ui/states';
import { Tile } from '@/ui/tile';

/** A product on a shelf. The whole card is one link; its name is what a screen reader hears. */
export function ProductCard({ card, eager }: { card: Card; eager?: boolean }) {
  return (
    <article className="group relative">
      <div className="relative">
        <Badge card={card} />
        <Tile
          image={card.image}
          category={card.category}
          alt=""
          eager={eager ?? false}
          faded={!card.available}
          sizes="(min-width: 1280px) 310px, (min-width: 768px) 30vw, 40vw"
          className="aspect-square rounded-tile"
        />
      </div>
      <p className="mt-3 truncate text-[13px] text-muted">{card.brand}</p>
      <h3 className="line-clamp-2 font-sans max-md:min-h-[2.6em] text-[15px] leading-[1.3] font-medium tracking-normal">
        <Link
          to={`/p/${card.slug}`}
          className="after:absolute after:inset-0 after:rounded-tile focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-4 focus-visible:after:outline-iris"
        >
          {card.name}
        </Link>
      </h3>
      <div className="mt-1 flex items-center justify-between gap-2">
        <Price price={card.price} before={card.compare_at} />
        <Stars rating={card.rating} />
      </div>
    </article>
  );
}

function Badge({ card }: { card: Card }) {
  const off = percentOff(card.price, card.compare_at);
  const place = 'absolute top-3 left-3 z-10 rounded-full px-2.5 py-1 text-xs font-semibold';
  if (!card.available) return <span className={`${place} bg-surface text-muted`}>Sold out</span>;
  if (off > 0) return <span className={`${place} bg-sale text-on-iris`}>{off}% off</span>;
  return null;
}

/** A card's place while it loads: the same box, so nothing moves when it arrives. */
export function ProductCardSkeleton() {
  return (
    <div aria-hidden>
      <Skeleton className="aspect-square rounded-tile!" />
      <Skeleton className="mt-3 h-4 w-1/3" />
      <Skeleton className="mt-1.5 h-[1.2em] w-4/5 max-md:h-[2.5em]" />
      <Skeleton className="mt-1.5 h-5 w-1/4" />
    </div>
  );
}
