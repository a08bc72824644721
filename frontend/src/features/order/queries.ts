import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call, publicPost } from '@/api/client';
import { session } from '@/api/session';
import type { Order, User } from '@/api/types';
import { keepLookupToken, lookupToken } from './lookup-tokens';

/** One order of the shopper, or one opened with its number and email. */
export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) =>
      call('get', '/api/v1/orders/{id}', { path: { id }, signal, orderToken: lookupToken(id) }),
    staleTime: Number.POSITIVE_INFINITY, // the stream keeps it true
  });

/** The shopper's orders, newest first. */
export const ordersQuery = (user: User | null, limit: number) =>
  infiniteQueryOptions({
    queryKey: ['orders', user?.id ?? null, limit],
    queryFn: ({ pageParam, signal }) =>
      call('get', '/api/v1/orders', { signal, query: { limit, cursor: pageParam ?? undefined } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
    enabled: user !== null,
  });

/** Calls the order off; 409 once it is shipped. */
export const cancelOrder = (id: string): Promise<Order> =>
  call('post', '/api/v1/orders/{id}/cancel', { path: { id } });

/** Tries another card on the same order, after a decline. */
export const retryPayment = (paymentId: string, method: string): Promise<unknown> =>
  call('post', '/api/v1/payments/{id}/retry', {
    path: { id: paymentId },
    body: { provider: 'sandbox', method },
  });

/** Tells the sandbox bank what its customer answered. */
export const answerChallenge = (paymentId: string, result: 'ok' | 'fail'): Promise<unknown> =>
  call('post', '/api/v1/payments/{id}/challenge', { path: { id: paymentId }, body: { result } });

/** Finds an order by number and email; the token opens it for an hour. 404 when the pair is unknown. */
export async function lookup(number: string, email: string): Promise<Order> {
  const {
    token,
    token_expires_at: _,
    ...order
  } = await publicPost('/api/v1/orders/lookup', {
    body: { number, email },
  });
  // The shopper's own order needs no such token, and with the session more can be done with it.
  const own =
    session.getState().returning &&
    (await call('get', '/api/v1/orders/{id}', { path: { id: order.id } }).catch(() => null));
  if (own) return own;
  keepLookupToken(order.id, token);
  return order;
}
