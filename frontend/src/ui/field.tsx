import clsx from 'clsx';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { Select } from './select';

const box =
  'h-12 w-full rounded-xl border border-line-strong/60 bg-surface px-3.5 text-base placeholder:text-muted/80 hover:border-line-strong focus-visible:border-iris focus-visible:outline-offset-0 aria-invalid:border-bad';

interface Described {
  label: string;
  /** Shown under the field and tied to it; the field is then invalid. */
  error?: string | undefined;
  hint?: string;
  optional?: boolean;
}

/** A labelled text input. */
export function TextField({
  label,
  error,
  hint,
  optional,
  className,
  ...input
}: Described & ComponentProps<'input'>) {
  return (
    <Labelled label={label} error={error} hint={hint} optional={optional} className={className}>
      {(tied) => <input {...tied} {...input} required={input.required} className={box} />}
    </Labelled>
  );
}

/** A labelled select. */
export function SelectField({
  label,
  error,
  hint,
  optional,
  className,
  children,
  ...select
}: Described & ComponentProps<'select'>) {
  return (
    <Labelled label={label} error={error} hint={hint} optional={optional} className={className}>
      {(tied) => (
        <Select {...tied} {...select} className={box}>
          {children}
        </Select>
      )}
    </Labelled>
  );
}

interface Tied {
  id: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
}

function Labelled({
  label,
  error,
  hint,
  optional,
  className,
  children,
}: Described & { className?: string | undefined; children: (tied: Tied) => ReactNode }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 flex justify-between text-sm font-medium">
        {label}
        {optional && <span className="font-normal text-muted">Optional</span>}
      </label>
      {children({
        id,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': note ? `${id}-note` : undefined,
      })}
      {note && (
        <p
          id={`${id}-note`}
          className={clsx('mt-1.5 text-sm', error ? 'font-medium text-bad' : 'text-muted')}
        >
          {note}
        </p>
      )}
    </div>
  );
}
