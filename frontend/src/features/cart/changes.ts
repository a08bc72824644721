import type { Cart, CartLine, LineProblem } from '@/api/types';
import { times } from '@/format/money';

/** What the shop already knows of an article that is put into the cart, to show it before the answer. */
export type Draft = Pick<CartLine, 'product_id' | 'name' | 'image' | 'options' | 'unit_price' | 'available'>;

/**
 * One thing a shopper did to the cart. `quantity` is always the line's resulting quantity, so that applying
 * a change to a cart that already contains it alters nothing. `add` is what the server is told to add.
 */
export interface Change {
  sku: string;
  name: string;
  quantity: number;
  add?: number;
  draft?: Draft;
}

/** The cart as it will look once the server agrees. Pure; the server's answer replaces it either way. */
export function applyChange(cart: Cart | null, change: Change): Cart | null {
  const base = cart ?? (change.draft ? emptyCart(change.draft) : null);
  if (!base) return null;
  const known = base.lines.find((line) => line.sku === change.sku);
  let lines = base.lines;
  if (change.quantity <= 0) lines = lines.filter((line) => line !== known);
  else if (known) lines = lines.map((line) => (line === known ? resized(line, change.quantity) : line));
  else if (change.draft) lines = [...lines, newLine(change.sku, change.quantity, change.draft)];
  return { ...base, lines, subtotal: sum(lines, base) };
}

/** How many pieces are in the cart; what the badge shows. */
export function pieces(cart: Cart | null | undefined): number {
  return cart?.lines.reduce((total, line) => total + line.quantity, 0) ?? 0;
}

/** Whether a line keeps the cart from being ordered. A changed price does not: the new one is shown. */
export function blocks(problem: LineProblem | null): boolean {
  return problem !== null && problem !== 'price_changed';
}

function resized(line: CartLine, quantity: number): CartLine {
  return {
    ...line,
    quantity,
    line_total: times(line.unit_price, quantity),
    problem: line.problem === 'unavailable' ? line.problem : shortage(quantity, line.available),
  };
}

function newLine(sku: string, quantity: number, draft: Draft): CartLine {
  return {
    sku,
    ...draft,
    quantity,
    line_total: times(draft.unit_price, quantity),
    problem: shortage(quantity, draft.available),
  };
}

function shortage(quantity: number, available: number): LineProblem | null {
  if (quantity <= available) return null;
  return available > 0 ? 'low_stock' : 'out_of_stock';
}

function sum(lines: CartLine[], cart: Cart): Cart['subtotal'] {
  return {
    amount: lines.reduce((total, line) => total + line.line_total.amount, 0),
    currency: cart.currency,
  };
}

function emptyCart(draft: Draft): Cart {
  const currency = draft.unit_price.currency;
  return { id: '', version: 0, currency, lines: [], subtotal: { amount: 0, currency } };
}
