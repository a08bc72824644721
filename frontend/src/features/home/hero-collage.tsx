import { Link } from 'react-router';
import type { Card } from '@/api/types';
import { Price } from '@/ui/product-words';
import { Skeleton } from '@/ui/states';
import { Tile } from '@/ui/tile';

const places = [
  'col-span-4 row-span-4',
  'col-span-2 row-span-2',
  'col-span-2 row-span-2',
  'col-span-2 row-span-2',
  'col-span-4 row-span-2',
];

/** Five products of five categories on one board; the grid stands before they arrive. */
export function HeroCollage({ cards }: { cards: Card[] | undefined }) {
  return (
    <ul
      aria-label="A look inside"
      className="grid aspect-[5/4] grid-cols-6 grid-rows-[repeat(6,minmax(0,1fr))] gap-3 lg:aspect-square"
    >
      {places.map((place, i) => {
        const card = cards?.[i];
        const wide = i === 4;
        return (
          <li key={place + String(i)} className={place}>
            {card ? (
              <Link
                to={`/p/${card.slug}`}
                aria-label={card.name}
                className="group relative block size-full rounded-tile"
              >
                <Tile
                  image={card.image}
                  category={card.category}
                  alt=""
                  eager
                  main={i === 0}
                  sizes={i === 0 ? '(min-width: 1024px) 400px, 60vw' : '(min-width: 1024px) 200px, 30vw'}
                  padding={i === 0 ? 'p-[12%]' : 'p-[7%]'}
                  aside={wide}
                  className="size-full rounded-tile"
                />
                {(i === 0 || wide) && <Label card={card} />}
              </Link>
            ) : (
              <Skeleton className="size-full rounded-tile!" />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Name and price on the board; the link itself is named already. */
function Label({ card }: { card: Card }) {
  return (
    <span
      aria-hidden
      className="absolute bottom-3 left-3 max-w-[36%] rounded-2xl bg-surface px-3 py-1.5 text-[13px] leading-snug max-sm:hidden"
    >
      <span className="block">{card.name}</span>
      <Price price={card.price} />
    </span>
  );
}
