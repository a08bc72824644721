import { Link } from 'react-router';
import type { Cart } from '@/api/types';
import { money } from '@/format/money';
import { Button } from '@/ui/button';
import { blocks } from './changes';

/** The subtotal and the way to the checkout, closed while a line cannot be delivered as asked. */
export function CartSummary({ cart, onLeave }: { cart: Cart; onLeave?: () => void }) {
  const blocked = cart.lines.some((line) => blocks(line.problem));
  return (
    <div>
      <p className="flex items-baseline justify-between">
        <span className="font-medium">Subtotal</span>
        <span className="text-lg font-semibold tabular-nums">{money(cart.subtotal)}</span>
      </p>
      <p className="mt-0.5 text-sm text-muted">Shipping and tax are worked out at checkout.</p>
      {blocked ? (
        <p role="alert" className="mt-4 rounded-card bg-sunken px-4 py-3 text-sm font-medium">
          Some lines cannot be delivered as they stand. Change or remove them to check out.
        </p>
      ) : (
        <Button asChild size="lg" className="mt-4 w-full">
          <Link to="/checkout" onClick={onLeave}>
            Check out
          </Link>
        </Button>
      )}
    </div>
  );
}
