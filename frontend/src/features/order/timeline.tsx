import clsx from 'clsx';
import { Check, X } from 'lucide-react';
import type { Order } from '@/api/types';
import { dateTime } from '@/format/dates';
import { label } from '@/format/words';
import { notes, type Step, stepsOf } from './steps';

/** Where the order is on its way. */
export function Timeline({ order }: { order: Order }) {
  const steps = stepsOf(order);
  const more = notes(order);
  return (
    <>
      <ol aria-label="Order progress">
        {steps.map((step, i) => (
          <Station key={step.name} step={step} last={i === steps.length - 1} />
        ))}
      </ol>
      {more.length > 0 && (
        <ul aria-label="Also" className="mt-6 space-y-1.5 border-t border-line pt-4 text-sm">
          {more.map(({ at, type, detail }) => (
            <li key={at + type} className="flex justify-between gap-4">
              <span>{detail || label(type)}</span>
              <time dateTime={at} className="shrink-0 text-muted tabular-nums">
                {dateTime(at)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </>
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
      className="relative flex gap-4 pb-7 last:pb-0"
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
