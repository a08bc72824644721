import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import type { Address, Cart, LineRequest, Order, PlaceOrder } from '@/api/types';

/** What the cart costs, shipped there in that way. Without an address there is no tax yet. */
export const quoteQuery = (cart: Cart | null, address: Address | null, shippingMethod: string) => {
  const lines = cart ? linesOf(cart) : [];
  return queryOptions({
    queryKey: ['quote', lines, address, shippingMethod],
    queryFn: ({ signal }) =>
      call('post', '/api/v1/orders/quote', {
        signal,
        body: { lines, shipping_method: shippingMethod, ...(address && { shipping_address: address }) },
      }),
    enabled: lines.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
};

/** Places the order. The same key with the same body always means the same order. */
export const placeOrder = (body: PlaceOrder, idempotencyKey: string): Promise<Order> =>
  call('post', '/api/v1/orders', { body, idempotencyKey });

/** The cart's lines as quotes and orders ask for them. */
export const linesOf = (cart: Cart): LineRequest[] =>
  cart.lines.map(({ sku, quantity }) => ({ sku, quantity }));
