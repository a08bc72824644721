import clsx from 'clsx';
import { ImageOff } from 'lucide-react';
import type { CSSProperties } from 'react';
import { hueOf } from './hue';

/** Where a picture is, and what it shows. */
interface Picture {
  url: string;
  alt?: string;
}

interface TileProps {
  image: Picture | null | undefined;
  /** Picks the tile's hue; without one the tile is neutral. */
  category?: string | undefined;
  /** "" where the name stands beside the picture. */
  alt?: string;
  /** Set on the pictures in the first screen. */
  eager?: boolean;
  /** Set on the one picture a page is about: it is fetched first. */
  main?: boolean;
  /** The picture's width in the layout, for the browser's choice of file. */
  sizes?: string;
  faded?: boolean;
  className?: string;
  padding?: string;
  /** Puts the object to the right, where something is written on the left. */
  aside?: boolean;
}

/** A glossy object on a pastel plate, with a shadow on the ground. */
export function Tile({
  image,
  category,
  alt,
  eager,
  main,
  sizes = '320px',
  faded,
  className,
  padding = 'p-[13%]',
  aside,
}: TileProps) {
  const hue = category ? ({ '--h': hueOf(category) } as CSSProperties) : undefined;
  return (
    <div className={clsx('tile relative overflow-hidden', className)} style={hue}>
      <div className={clsx('absolute inset-y-0 right-0', aside ? 'left-[38%]' : 'left-0')}>
        <div className="ground absolute bottom-[8%] left-1/2 h-[9%] w-[56%] -translate-x-1/2" aria-hidden />
        {image ? (
          <img
            src={image.url}
            srcSet={srcSet(image.url)}
            sizes={sizes}
            alt={alt ?? image.alt ?? ''}
            width={640}
            height={640}
            loading={eager || main ? 'eager' : 'lazy'}
            fetchPriority={main ? 'high' : 'auto'}
            decoding="async"
            className={clsx(
              'absolute inset-0 size-full object-contain transition-transform duration-300 group-hover:-translate-y-1 group-hover:scale-[1.03]',
              padding,
              faded && 'opacity-60 saturate-50',
            )}
          />
        ) : (
          <ImageOff className="absolute inset-0 m-auto size-8 text-muted" aria-hidden />
        )}
      </div>
    </div>
  );
}

/** The shop's own pictures exist in 320 and 640 px; anything else has the one size it came in. */
function srcSet(url: string): string | undefined {
  const own = /^(.*)-(?:320|640)\.webp$/.exec(url);
  return own ? `${own[1]}-320.webp 320w, ${own[1]}-640.webp 640w` : undefined;
}
