import clsx from 'clsx';
import { Check, X } from 'lucide-react';
import type { Order } from '@/api/types';
import { dateTime, time } from '@/format/dates';
import { notes, type Step, stepsOf } from './steps';
import { noteText } from './words';

/** Where the order is on its way. */
export function Timeline({ order }: { order: Order }) {
  const steps = stepsOf(order);
  return (
    <ol aria-label="Order progress">
      {steps.map((step, i) => (
        <Station key={step.name} step={step} last={i === steps.length - 1} />
      ))}
    </ol>
  );
}

/** What else happened: declines, captures, refunds. */
export function Notes({ order }: { order: Order }) {
  const entries = notes(order);
  if (entries.length === 0) return null;
  return (
    <ul aria-label="Also happened" className="space-y-1.5 px-2 text-sm">
      {entries.map((entry) => (
        <li key={entry.at + entry.type} className="flex justify-between gap-4">
          <span>{noteText(entry)}</span>
          <time dateTime={entry.at} className="shrink-0 text-muted tabular-nums">
            {time(entry.at)}
          </time>
        </li>
      ))}
    </ul>
  );
}

const dots = {
  done: 'border-ok bg-ok text-on-iris',
  current: 'border-iris bg-surface',
  todo: 'border-line bg-surface',
  failed: 'border-bad bg-bad text-on-iris',
};

function Station({ step: { name, state, at }, last }: { step: Step; last: boolean }) {
  return (
    <li
      aria-current={state === 'current' ? 'step' : undefined}
      className="relative flex min-h-18 gap-4 last:min-h-12"
    >
      {!last && (
        <span
          aria-hidden
          className={clsx(
            'absolute top-8 left-[15px] h-[calc(100%-2rem)] w-0.5',
            state === 'done' ? 'bg-ok' : 'bg-line',
          )}
        />
      )}
      <span
        className={clsx('z-10 grid size-8 shrink-0 place-items-center rounded-full border-2', dots[state])}
      >
        {state === 'done' && <Check className="size-4" strokeWidth={3} aria-hidden />}
        {state === 'failed' && <X className="size-4" strokeWidth={3} aria-hidden />}
        {state === 'current' && <span className="size-2.5 animate-pulse rounded-full bg-iris" aria-hidden />}
      </span>
      <div className="pt-1">
        <p className={clsx('font-medium', state === 'todo' && 'text-muted')}>
          {name}
          {state === 'current' && <span className="font-normal text-muted"> · next</span>}
        </p>
        {at && (
          <time dateTime={at} className="text-sm text-muted tabular-nums">
            {dateTime(at)}
          </time>
        )}
      </div>
    </li>
  );
}
