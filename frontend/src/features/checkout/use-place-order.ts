import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useNavigate } from 'react-router';
import { ApiError } from '@/api/problem';
import type { PlaceOrder } from '@/api/types';
import { orderQuery } from '../order/queries';
import { attemptKeys } from './attempt';
import { placeOrder } from './queries';

const tries = 4;

/** Sends the order until it is decided, always under the attempt's own key, then opens its page. */
export function usePlaceOrder() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useRef(attemptKeys());
  return useMutation({
    mutationFn: (body: PlaceOrder) => placeOrder(body, keyFor.current(body)),
    retry: (failures, error) => failures < tries - 1 && isUndecided(error),
    retryDelay: (attempt, error) => (retryAfter(error) ?? 0.7 * 2 ** attempt) * 1000,
    onSuccess: (order) => {
      client.setQueryData(orderQuery(order.id).queryKey, order);
      void client.invalidateQueries({ queryKey: ['orders'] });
      navigate(`/orders/${order.id}`, { replace: true });
    },
    onError: () => client.invalidateQueries({ queryKey: ['cart'] }),
  });
}

/** No answer, a busy server, or the first try of this very order still running. */
function isUndecided(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.isTransient || (error.status === 409 && error.retryAfter !== null))
  );
}

function retryAfter(error: unknown): number | null {
  return error instanceof ApiError ? error.retryAfter : null;
}
