import clsx from 'clsx';
import { Star } from 'lucide-react';
import type { Money, Rating } from '@/api/types';
import { money } from '@/format/money';

/** A price, with the earlier one struck through when there was a higher one. */
export function Price({
  price,
  before,
  className,
}: {
  price: Money;
  before?: Money | null;
  className?: string;
}) {
  const lowered = before && before.amount > price.amount ? before : null;
  return (
    <span className={clsx('inline-flex flex-wrap items-baseline gap-x-2 tabular-nums', className)}>
      <span className="font-semibold">{money(price)}</span>
      {lowered && (
        <span className="text-[0.85em] text-muted">
          <span className="sr-only">was </span>
          <s>{money(lowered)}</s>
        </span>
      )}
    </span>
  );
}

/** "★ 4.6 (512)"; nothing at all where nobody has rated yet. */
export function Stars({ rating, className }: { rating: Rating; className?: string }) {
  if (rating.count === 0) return null;
  return (
    <span className={clsx('inline-flex items-center gap-1 text-[13px] text-muted tabular-nums', className)}>
      <Star className="size-3.5 fill-current text-star" aria-hidden />
      <span className="sr-only">Rated </span>
      {rating.average.toFixed(1)}
      <span className="sr-only"> of 5 by</span> <span>({rating.count.toLocaleString('en-US')})</span>
    </span>
  );
}
