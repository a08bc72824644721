import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { ApiError, messageOf } from '@/api/problem';
import { Button } from '@/ui/button';
import { TextField } from '@/ui/field';
import { Page, useTitle } from '@/ui/page';
import { lookup, orderQuery } from './queries';

/** `/orders/lookup`: a guest's way to an order from any device. */
export default function LookupPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  useTitle('Find an order');
  const { mutate, error, isPending } = useMutation({
    mutationFn: ({ number, email }: { number: string; email: string }) => lookup(number, email),
    onSuccess: (order) => {
      client.setQueryData(orderQuery(order.id).queryKey, order);
      navigate(`/orders/${order.id}`);
    },
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    mutate({ number: String(form.get('number')).trim(), email: String(form.get('email')).trim() });
  };
  const unknown = error instanceof ApiError && error.status === 404;
  return (
    <Page className="flex justify-center pt-12">
      <div className="w-full max-w-md">
        <h1 className="text-4xl font-bold">Find an order</h1>
        <p className="mt-3 text-muted">
          With the order’s number and the email it was placed with. No account needed.
        </p>
        <form onSubmit={send} className="mt-7 space-y-5">
          <TextField label="Order number" name="number" required autoComplete="off" maxLength={40} />
          <TextField label="Email" name="email" type="email" required autoComplete="email" />
          {error && (
            <p role="alert" className="rounded-card bg-sunken px-4 py-3 font-medium text-bad">
              {unknown ? 'There is no order with this number and email.' : messageOf(error)}
            </p>
          )}
          <Button type="submit" size="lg" className="w-full" disabled={isPending}>
            {isPending ? 'Looking…' : 'Find it'}
          </Button>
        </form>
      </div>
    </Page>
  );
}
