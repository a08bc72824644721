import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Currency, Facets } from '@/api/types';
import { moneyShort } from '@/format/money';
import { label } from '@/format/words';
import { type Filters, priceBounds, toggleAttribute, toggleBrand } from './filters';

interface FacetPanelProps {
  facets: Facets | undefined;
  filters: Filters;
  currency: Currency;
  onChange: (filters: Filters) => void;
}

/** Everything a list can be narrowed by, with how many products each choice would leave. */
export function FacetPanel({ facets = {}, filters, currency, onChange }: FacetPanelProps) {
  return (
    <div className="space-y-7">
      <Group title="Availability">
        <Choice
          label="In stock only"
          on={filters.inStock}
          onToggle={() => onChange({ ...filters, inStock: !filters.inStock })}
        />
      </Group>
      <BrandGroup facets={facets} filters={filters} onChange={onChange} />
      <PriceGroup facets={facets} filters={filters} currency={currency} onChange={onChange} />
      <RatingGroup facets={facets} filters={filters} onChange={onChange} />
      <AttributeGroups facets={facets} filters={filters} onChange={onChange} />
    </div>
  );
}

type GroupProps = Omit<FacetPanelProps, 'currency' | 'facets'> & { facets: Facets };

function BrandGroup({ facets, filters, onChange }: GroupProps) {
  const counted = facets.brand ?? [];
  // A chosen brand stays in sight even when the other filters leave nothing of it.
  const missing = filters.brands.filter((brand) => !counted.some(({ value }) => value === brand));
  const values = [...counted, ...missing.map((value) => ({ value, count: 0 }))];
  if (values.length === 0) return null;
  return (
    <Group title="Brand">
      {values.map(({ value, count }) => (
        <Choice
          key={value}
          label={value}
          count={count}
          on={filters.brands.includes(value)}
          onToggle={() => onChange(toggleBrand(filters, value))}
        />
      ))}
    </Group>
  );
}

function PriceGroup({ facets, filters, currency, onChange }: GroupProps & { currency: Currency }) {
  const ranges = (facets.price ?? []).flatMap(({ value, count }) => {
    const bounds = priceBounds(value);
    return bounds ? [{ value, count, ...bounds }] : [];
  });
  if (ranges.length === 0) return null;
  return (
    <Group title="Price">
      {ranges.map(({ value, count, min, max }) => {
        const on = filters.priceMin === min && filters.priceMax === max;
        return (
          <Choice
            key={value}
            label={priceLabel(min, max, currency)}
            count={count}
            on={on}
            onToggle={() => onChange({ ...filters, priceMin: on ? null : min, priceMax: on ? null : max })}
          />
        );
      })}
    </Group>
  );
}

function RatingGroup({ facets, filters, onChange }: GroupProps) {
  const values = (facets.rating ?? []).filter(({ value }) => /^[1-5]$/.test(value));
  if (values.length === 0) return null;
  return (
    <Group title="Rating">
      {values.map(({ value, count }) => {
        const on = filters.ratingMin === Number(value);
        return (
          <Choice
            key={value}
            label={`${value} stars and up`}
            count={count}
            on={on}
            onToggle={() => onChange({ ...filters, ratingMin: on ? null : Number(value) })}
          />
        );
      })}
    </Group>
  );
}

const attribute = 'attr:';

/** The category's own attributes; folded away until one of their values is chosen. */
function AttributeGroups({ facets, filters, onChange }: GroupProps) {
  const names = Object.keys(facets).filter((key) => key.startsWith(attribute));
  return names.map((key) => {
    const name = key.slice(attribute.length);
    const chosen = filters.attributes.filter((pair) => pair.startsWith(`${name}:`));
    return (
      <details key={key} open={chosen.length > 0} className="group border-t border-line">
        <summary className="flex min-h-11 list-none items-center justify-between text-sm font-semibold">
          {label(name)}
          <ChevronDown className="size-4 text-muted transition-transform group-open:rotate-180" aria-hidden />
        </summary>
        {facets[key]?.map(({ value, count }) => {
          const pair = `${name}:${value}`;
          return (
            <Choice
              key={value}
              label={value}
              count={count}
              on={chosen.includes(pair)}
              onToggle={() => onChange(toggleAttribute(filters, pair))}
            />
          );
        })}
      </details>
    );
  });
}

/** "waterproof:yes" → "Waterproof: yes". */
export function pairLabel(pair: string): string {
  const colon = pair.indexOf(':');
  return `${label(pair.slice(0, colon))}: ${pair.slice(colon + 1)}`;
}

/** "Under $50", "$50 to $100", "Over $200". */
export function priceLabel(min: number | null, max: number | null, currency: Currency): string {
  const say = (amount: number) => moneyShort({ amount, currency });
  if (!min && max !== null) return `Under ${say(max + 1)}`; // the bounds are included
  if (min !== null && max !== null) return `${say(min)} to ${say(max)}`;
  return `Over ${say(min ?? 0)}`;
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-semibold">{title}</legend>
      {children}
    </fieldset>
  );
}

interface ChoiceProps {
  label: string;
  count?: number;
  on: boolean;
  onToggle: () => void;
}

function Choice({ label, count, on, onToggle }: ChoiceProps) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3">
      <input type="checkbox" checked={on} onChange={onToggle} className="size-5 shrink-0 accent-iris" />
      <span className="flex-1">{label}</span>
      {count !== undefined && (
        <span className="text-sm text-muted tabular-nums">{count > 1000 ? '1000+' : count}</span>
      )}
    </label>
  );
}
