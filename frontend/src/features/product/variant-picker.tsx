import clsx from 'clsx';
import { useId } from 'react';
import { label } from '@/format/words';
import { choicesOf, type Offer, pick, type Standing, standing } from './variants';

interface VariantPickerProps {
  variants: Offer[];
  current: Offer;
  onPick: (variant: Offer) => void;
}

/** A radio group per option. What cannot be had with the rest is struck through, but may be looked at. */
export function VariantPicker({ variants, current, onPick }: VariantPickerProps) {
  const id = useId();
  return choicesOf(variants).map(({ name, values }) => (
    <fieldset key={name} className="mt-6">
      <legend className="mb-2.5 text-sm font-semibold">
        {label(name)}: <span className="font-normal text-muted">{current.options[name]}</span>
      </legend>
      <div className="flex flex-wrap gap-2">
        {values.map((value) => (
          <Value
            key={value}
            group={id + name}
            value={value}
            checked={current.options[name] === value}
            stands={standing(variants, current, name, value)}
            onPick={() => onPick(pick(variants, current, name, value))}
          />
        ))}
      </div>
    </fieldset>
  ));
}

interface ValueProps {
  group: string;
  value: string;
  checked: boolean;
  stands: Standing;
  onPick: () => void;
}

const spoken = { free: '', sold_out: ' (sold out)', missing: ' (not made in this combination)' };

function Value({ group, value, checked, stands, onPick }: ValueProps) {
  return (
    <label
      className={clsx(
        'inline-flex h-11 min-w-14 cursor-pointer items-center justify-center rounded-xl border px-3.5 tabular-nums',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-iris',
        checked ? 'border-ink bg-ink text-on-ink' : 'bg-surface hover:border-line-strong',
        stands === 'free'
          ? !checked && 'border-line'
          : clsx('border-dashed line-through', !checked && 'border-line-strong text-muted'),
      )}
    >
      <input
        type="radio"
        name={group}
        value={value}
        checked={checked}
        onChange={onPick}
        className="sr-only"
      />
      {value}
      <span className="sr-only">{spoken[stands]}</span>
    </label>
  );
}
