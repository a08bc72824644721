import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Order } from '@/api/types';
import { followOrder, type Line } from './follow';
import { orderQuery } from './queries';

/** An order that keeps itself up to date while its page is open. */
export function useLiveOrder(id: string) {
  const client = useQueryClient();
  const query = useQuery(orderQuery(id));
  const [line, setLine] = useState<Line>('polling');
  const readable = query.isSuccess;
  useEffect(() => {
    if (!readable) return;
    const stop = new AbortController();
    followOrder(id, {
      signal: stop.signal,
      onLine: setLine,
      onOrder: (order) => client.setQueryData(orderQuery(id).queryKey, order),
    }).catch(() => setLine('polling'));
    return () => stop.abort();
  }, [id, readable, client]);
  useCartAfter(query.data);
  return { ...query, line };
}

/** A confirmed order takes its lines out of the cart; the server does so a moment later. */
function useCartAfter(order: Order | undefined): void {
  const client = useQueryClient();
  const status = order?.status;
  useEffect(() => {
    if (status !== 'confirmed') return;
    const refresh = () => client.invalidateQueries({ queryKey: ['cart'] });
    refresh();
    const timers = [700, 2500].map((delay) => setTimeout(refresh, delay));
    return () => timers.forEach(clearTimeout);
  }, [status, client]);
}
