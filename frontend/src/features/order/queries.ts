import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call, publicPost } from '@/api/client';
import { session } from '@/api/session';
import type { Order, Page, User } from '@/api/types';
import { keepLookupToken, lookupToken } from './lookup-tokens';

/** One order of the shopper, or one opened with its number and email. */
export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) => call<Order>('GET', orderPath(id), { signal, orderToken: lookupToken(id) }),
    staleTime: Number.POSITIVE_INFINITY, // the stream keeps it true
  });

/** The shopper's orders, newest first. */
export const ordersQuery = (user: User | null, limit: number) =>
  infiniteQueryOptions({
    queryKey: ['orders', user?.id ?? null, limit],
    queryFn: ({ pageParam, signal }) =>
      call<Page<Order>>('GET', '/orders', { signal, query: { limit, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
    enabled: user !== null,
  });

/** Calls the order off; 409 once it is shipped. */
export const cancelOrder = (id: string): Promise<Order> => call<Order>('POST', `${orderPath(id)}/cancel`);

/** Tries another card on the same order, after a decline. */
export const retryPayment = (order: Order, method: string): Promise<unknown> =>
  call('POST', `/payments/${order.payment.id}/retry`, {
    body: { provider: 'sandbox', method },
  });

/** Tells the sandbox bank what its customer answered. */
export const answerChallenge = (order: Order, result: 'ok' | 'fail'): Promise<unknown> =>
  call('POST', `/payments/${order.payment.id}/challenge`, { body: { result } });

/** An order's address in the API. */
export const orderPath = (id: string): string => `/orders/${encodeURIComponent(id)}`;

/** Finds an order by number and email; the token opens it for an hour. 404 when the pair is unknown. */
export async function lookup(number: string, email: string): Promise<Order> {
  const {
    token,
    token_expires_at: _,
    ...order
  } = await publicPost<Found>('/orders/lookup', { number, email });
  // The shopper's own order needs no such token, and with the session more can be done with it.
  const own =
    session.getState().returning && (await call<Order>('GET', orderPath(order.id)).catch(() => null));
  if (own) return own;
  keepLookupToken(order.id, token);
  return order;
}

type Found = Order & { token: string; token_expires_at: string };
