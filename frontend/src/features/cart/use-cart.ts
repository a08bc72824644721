import {
  type QueryClient,
  queryOptions,
  useMutation,
  useMutationState,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { call } from '@/api/client';
import { messageOf } from '@/api/problem';
import { restore } from '@/api/session';
import type { Cart } from '@/api/types';
import { announce, notify } from '@/ui/announcer';
import { applyChange, type Change, type Draft } from './changes';

const changing = ['cart', 'change'] as const;

/** The cart as the server last told it; null for a visitor who never had one. */
export const cartQuery = queryOptions({
  queryKey: ['cart'],
  queryFn: async ({ signal }) => ((await restore()) ? call('get', '/api/v1/cart', { signal }) : null),
  staleTime: 30_000,
  refetchOnWindowFocus: 'always',
});

/**
 * The cart as the shopper sees it: the server's, with every change on top that is still on its way. A change
 * the server refuses simply drops off again, and `useChangeCart` says why.
 */
export function useCart() {
  const query = useQuery(cartQuery);
  const underway = useMutationState({
    filters: { mutationKey: changing, status: 'pending' },
    select: (mutation) => mutation.state.variables as Change,
  });
  const cart = underway.reduce(applyChange, query.data ?? null);
  return { ...query, cart, isSettled: underway.length === 0 };
}

/** Changes go to the server one after the other, so that the last answer is the last word. */
export function useChangeCart() {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationKey: changing,
    scope: { id: 'cart' },
    mutationFn: (change: Change) => send(client, change),
    onSuccess: (cart, change) => {
      client.setQueryData(cartQuery.queryKey, cart);
      announce(
        change.quantity > 0
          ? `${change.name}: ${change.quantity} in cart`
          : `${change.name} removed from cart`,
      );
    },
    onError: (error, change) => {
      notify('bad', `${change.name} was not changed in your cart. ${messageOf(error)}`);
      // The request may have arrived although its answer did not: ask what is so.
      return client.invalidateQueries({ queryKey: cartQuery.queryKey });
    },
  });
  return mutate;
}

/** Puts `quantity` more of an article into the cart. */
export function useAddToCart() {
  const change = useChangeCart();
  const { cart } = useCart();
  return (sku: string, quantity: number, draft: Draft) => {
    const before = cart?.lines.find((line) => line.sku === sku)?.quantity ?? 0;
    change({ sku, name: draft.name, quantity: before + quantity, add: quantity, draft });
  };
}

function send(client: QueryClient, { sku, quantity, add }: Change): Promise<Cart> {
  if (add) return call('post', '/api/v1/cart/items', { body: { sku, quantity: add } });
  const known = client.getQueryData(cartQuery.queryKey);
  // Five quick clicks on "+" leave five changes in the queue; only the last needs to be told.
  if (known && isSuperseded(client, sku)) return Promise.resolve(known);
  return call('put', '/api/v1/cart/items/{sku}', { path: { sku }, body: { quantity } });
}

function isSuperseded(client: QueryClient, sku: string): boolean {
  const waiting = client
    .getMutationCache()
    .findAll({ mutationKey: changing, status: 'pending' })
    .map((mutation) => mutation.state.variables as Change)
    .filter((change) => change.sku === sku);
  return waiting.length > 1 && waiting.every((change) => !change.add);
}
