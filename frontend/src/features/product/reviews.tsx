import { useQuery } from '@tanstack/react-query';
import { BadgeCheck, Star } from 'lucide-react';
import type { Product, Review } from '@/api/types';
import { date } from '@/format/dates';
import { Failed, Skeleton } from '@/ui/states';
import { Section } from './facts';
import { reviewsQuery } from './queries';

/** What buyers wrote; absent as long as nobody has. */
export function Reviews({ product }: { product: Product }) {
  const { data, error, refetch } = useQuery({
    ...reviewsQuery(product.id),
    enabled: product.rating.count > 0,
  });
  if (product.rating.count === 0) return null;
  return (
    <Section title="Reviews">
      {error ? (
        <Failed what="the reviews" error={error} onRetry={() => refetch()} />
      ) : (
        <ul className="space-y-6">
          {data ? (
            data.items.map((review) => <OneReview key={review.id} review={review} />)
          ) : (
            <Skeleton className="h-24 w-full" />
          )}
        </ul>
      )}
    </Section>
  );
}

function OneReview({ review }: { review: Review }) {
  return (
    <li>
      <p className="flex items-center gap-1">
        <span className="sr-only">{review.rating} of 5 stars</span>
        {[1, 2, 3, 4, 5].map((star) => (
          <Star
            key={star}
            aria-hidden
            className={`size-4 ${star <= review.rating ? 'fill-current text-star' : 'text-line-strong'}`}
          />
        ))}
      </p>
      <h3 className="mt-1.5 font-sans text-[15px] font-semibold tracking-normal">{review.title}</h3>
      <p className="mt-1 leading-relaxed">{review.body}</p>
      <p className="mt-1.5 flex items-center gap-1.5 text-sm text-muted">
        {review.author && <span>{review.author} ·</span>}
        <time dateTime={review.created_at}>{date(review.created_at)}</time>
        {review.verified && (
          <>
            <BadgeCheck className="size-4 text-ok" aria-hidden /> Verified buyer
          </>
        )}
      </p>
    </li>
  );
}
