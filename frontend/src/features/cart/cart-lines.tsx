import { Minus, Plus, Trash2 } from 'lucide-react';
import { Link } from 'react-router';
import type { Cart, CartLine } from '@/api/types';
import { money } from '@/format/money';
import { describeOptions } from '@/format/words';
import { Button } from '@/ui/button';
import { Tile } from '@/ui/tile';
import { blocks } from './changes';
import { useChangeCart } from './use-cart';

/** The lines of the cart with their steppers; the drawer and the cart page share them. */
export function CartLines({ cart, onLeave }: { cart: Cart; onLeave?: () => void }) {
  return (
    <ul aria-label="Cart" className="divide-y divide-line">
      {cart.lines.map((line) => (
        <Line key={line.sku} line={line} onLeave={onLeave} />
      ))}
    </ul>
  );
}

function Line({ line, onLeave }: { line: CartLine; onLeave: (() => void) | undefined }) {
  const change = useChangeCart();
  const set = (quantity: number) => change({ sku: line.sku, name: line.name, quantity });
  return (
    <li className="grid grid-cols-[88px_1fr] gap-4 py-4">
      <Tile image={line.image} alt="" sizes="88px" padding="p-[10%]" className="size-22 rounded-card" />
      <div className="min-w-0">
        <div className="flex items-start justify-between gap-3">
          <div className="min-w-0">
            <Link
              to={`/p/${line.product_id}?v=${encodeURIComponent(line.sku)}`}
              onClick={onLeave}
              className="line-clamp-2 font-medium underline-offset-4 hover:underline"
            >
              {line.name}
            </Link>
            <p className="text-sm text-muted">{describeOptions(line.options)}</p>
          </div>
          <p className="font-semibold tabular-nums">{money(line.line_total)}</p>
        </div>
        <div className="mt-2 flex items-center justify-between">
          <Stepper line={line} onSet={set} />
          <Button tone="ghost" size="icon" aria-label={`Remove ${line.name}`} onClick={() => set(0)}>
            <Trash2 className="size-4.5" aria-hidden />
          </Button>
        </div>
        <Problem line={line} onSet={set} />
      </div>
    </li>
  );
}

interface LineControl {
  line: CartLine;
  onSet: (quantity: number) => void;
}

const most = 99;

function Stepper({ line: { name, quantity }, onSet }: LineControl) {
  const step = 'grid size-11 place-items-center rounded-full hover:bg-sunken disabled:opacity-40';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot sit inside the pill.
    <div
      role="group"
      aria-label={`Quantity of ${name}`}
      className="flex items-center rounded-full border border-line bg-surface"
    >
      <button
        type="button"
        aria-label="One fewer"
        disabled={quantity <= 1}
        onClick={() => onSet(quantity - 1)}
        className={step}
      >
        <Minus className="size-4" aria-hidden />
      </button>
      <span className="min-w-6 text-center font-medium tabular-nums">{quantity}</span>
      <button
        type="button"
        aria-label="One more"
        disabled={quantity >= most}
        onClick={() => onSet(quantity + 1)}
        className={step}
      >
        <Plus className="size-4" aria-hidden />
      </button>
    </div>
  );
}

/** What is wrong with a line, in words, with the one click that settles it. */
function Problem({ line, onSet }: LineControl) {
  if (!line.problem) return null;
  const tone = blocks(line.problem) ? 'text-bad' : 'text-warn';
  return (
    <div className={`mt-1 flex flex-wrap items-center gap-x-3 text-sm font-medium ${tone}`}>
      <p>{problemText(line)}</p>
      {line.problem === 'low_stock' && (
        <Button tone="link" size="bare" className="text-sm" onClick={() => onSet(line.available)}>
          Take {line.available}
        </Button>
      )}
    </div>
  );
}

function problemText({ problem, available, unit_price }: CartLine): string {
  switch (problem) {
    case 'low_stock':
      return `Only ${available} left.`;
    case 'out_of_stock':
      return 'Sold out. Remove it to check out.';
    case 'unavailable':
      return 'No longer sold. Remove it to check out.';
    default:
      return `The price changed since you added it: now ${money(unit_price)} each.`;
  }
}
