import { Fragment, type ReactNode } from 'react';
import { messageOf } from '@/api/problem';
import { Button } from './button';

/** A query that failed, and the way to run it again. */
export function Failed({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
  return (
    <div role="alert" className="rounded-tile border border-line bg-surface p-8 text-center">
      <p className="text-lg font-medium">We could not load {what}.</p>
      <p className="mt-1 text-muted">{messageOf(error)}</p>
      <Button className="mt-5" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

/** A list with nothing in it, and where to go from there. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="rounded-tile border border-dashed border-line-strong/70 px-6 py-12 text-center">
      <p className="text-lg font-medium">{title}</p>
      {children && <div className="mt-2 flex flex-col items-center gap-4 text-muted">{children}</div>}
    </div>
  );
}

/** A grey box in the place of what is still loading; give it the size of the content. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden className={`skeleton ${className}`} />;
}

/** The same thing `times` over: a shelf of skeletons. */
export function Repeat({ times, children }: { times: number; children: ReactNode }) {
  return Array.from({ length: times }, (_, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the copies are equal and never move.
    <Fragment key={i}>{children}</Fragment>
  ));
}
