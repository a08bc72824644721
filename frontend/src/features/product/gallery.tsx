import clsx from 'clsx';
import { useState } from 'react';
import type { Product } from '@/api/types';
import { Tile } from '@/ui/tile';

interface GalleryProps {
  product: Product;
  /** The values of the chosen variant: a picture whose description has one of them is shown for it. */
  chosen: string[];
}

/** The product's pictures: one large, the others as buttons below it. */
export function Gallery({ product, chosen }: GalleryProps) {
  const matching = imageFor(product, chosen);
  const [picked, setPicked] = useState<{ index: number; while: number } | null>(null);
  // A picked picture holds until another variant asks for its own.
  const index = picked && picked.while === matching ? picked.index : matching;
  const category = product.category.slug;
  return (
    <div className="lg:sticky lg:top-24">
      <Tile
        image={product.images[index]}
        category={category}
        main
        sizes="(min-width: 1024px) 640px, 100vw"
        className="aspect-square w-full rounded-3xl max-sm:aspect-[6/5]"
      />
      {product.images.length > 1 && (
        <ul aria-label="Pictures" className="mt-3 flex flex-wrap gap-3">
          {product.images.map((image, i) => (
            <li key={image.url}>
              <button
                type="button"
                aria-label={`Show picture ${i + 1}: ${image.alt ?? ''}`}
                aria-pressed={i === index}
                onClick={() => setPicked({ index: i, while: matching })}
                className="block rounded-card"
              >
                <Tile
                  image={image}
                  category={category}
                  alt=""
                  sizes="96px"
                  padding="p-[10%]"
                  className={clsx(
                    'size-20 rounded-card sm:size-24',
                    i === index && 'ring-2 ring-ink ring-offset-2 ring-offset-canvas',
                  )}
                />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function imageFor(product: Product, chosen: string[]): number {
  const wanted = chosen.map((value) => value.toLowerCase()).filter((value) => /^[a-z]{3,}/.test(value));
  const found = product.images.findIndex(({ alt }) =>
    wanted.some((value) => alt?.toLowerCase().includes(value)),
  );
  return Math.max(found, 0);
}
