import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '@/api/problem';
import type { Order } from '@/api/types';
import { notify } from '@/ui/announcer';
import { Button } from '@/ui/button';
import { Modal } from '@/ui/drawer';
import { cancelOrder, orderQuery } from './queries';

/** Calls an order off, after asking once. Offered only until it ships. */
export function CancelOrder({ order }: { order: Order }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => cancelOrder(order.id),
    onSuccess: (cancelled) => client.setQueryData(orderQuery(order.id).queryKey, cancelled),
    onError: (error) => {
      notify('bad', `The order was not cancelled. ${messageOf(error)}`);
      return client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey });
    },
    onSettled: () => setAsking(false),
  });
  if (!['pending', 'reserved', 'confirmed'].includes(order.status)) return null;
  return (
    <>
      <Button tone="outline" onClick={() => setAsking(true)}>
        Cancel order
      </Button>
      <Modal open={asking} onOpenChange={setAsking} title="Cancel this order?">
        <p>Your things go back on the shelf, and what was held or charged is given back.</p>
        <div className="mt-6 grid gap-3 sm:grid-cols-2">
          <Button disabled={isPending} onClick={() => mutate()}>
            {isPending ? 'Cancelling…' : 'Yes, cancel it'}
          </Button>
          <Button tone="outline" onClick={() => setAsking(false)}>
            Keep the order
          </Button>
        </div>
      </Modal>
    </>
  );
}
