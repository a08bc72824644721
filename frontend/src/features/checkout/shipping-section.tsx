import type { ShippingMethod } from '@/api/types';
import { money } from '@/format/money';
import { Skeleton } from '@/ui/states';

interface ShippingSectionProps {
  methods: ShippingMethod[] | undefined;
  chosen: string;
  onChoose: (code: string) => void;
}

/** How the parcel travels, with what it costs for this cart. */
export function ShippingSection({ methods, chosen, onChoose }: ShippingSectionProps) {
  if (!methods) return <Skeleton className="h-32 w-full rounded-xl!" />;
  return (
    <fieldset className="divide-y divide-line overflow-hidden rounded-xl border border-line">
      <legend className="sr-only">Shipping method</legend>
      {methods.map(({ code, name, price }) => (
        <label
          key={code}
          className="flex min-h-14 cursor-pointer items-center gap-3 px-4 has-checked:bg-iris-soft has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-iris"
        >
          <input
            type="radio"
            name="shipping_method"
            value={code}
            checked={chosen === code}
            onChange={() => onChoose(code)}
            className="size-5 accent-iris outline-none"
          />
          <span className="flex-1">{name}</span>
          <span className="font-medium tabular-nums">{price.amount === 0 ? 'Free' : money(price)}</span>
        </label>
      ))}
    </fieldset>
  );
}
