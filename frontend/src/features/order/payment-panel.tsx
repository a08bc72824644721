import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { messageOf } from '@/api/problem';
import type { Order } from '@/api/types';
import { countdown } from '@/format/dates';
import { money } from '@/format/money';
import { announce, notify } from '@/ui/announcer';
import { Button } from '@/ui/button';
import { Modal } from '@/ui/drawer';
import { CardFields } from '../checkout/card-fields';
import { useCard } from '../checkout/use-card';
import { answerChallenge, orderQuery, retryPayment } from './queries';

/** Trying another card after a decline; nothing in any other state. */
export function AnotherCard({ order }: { order: Order }) {
  const { id, status } = order.payment;
  return isOpen(order) && id && status === 'declined' ? <CardPanel order={order} paymentId={id} /> : null;
}

/** Answering the bank's question; nothing when it asks none. */
export function Challenge({ order }: { order: Order }) {
  const { id, attempt, client_action: action } = order.payment;
  if (!isOpen(order) || !id || action?.type !== 'challenge') return null;
  return <BankPanel key={attempt} order={order} paymentId={id} />;
}

const isOpen = ({ status }: Order) => status === 'pending' || status === 'reserved';

interface PartProps {
  order: Order;
  paymentId: string;
}

function CardPanel({ order, paymentId }: PartProps) {
  const card = useCard();
  const refresh = useRefresh(order);
  const { mutate, isPending } = useMutation({
    mutationFn: (method: string) => retryPayment(paymentId, method),
    onSuccess: () => announce('Trying the other card.'),
    onError: (error) => notify('bad', messageOf(error)),
    onSettled: refresh,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = card.tokenize();
    if (token) mutate(token);
  };
  return (
    <section aria-labelledby="another-card" className="rounded-3xl border border-line bg-surface p-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="another-card" className="text-xl font-bold">
          Try another card
        </h2>
        <Deadline order={order} />
      </div>
      <form onSubmit={submit} noValidate className="mt-4">
        <CardFields card={card} />
        <Button type="submit" size="lg" className="mt-5 w-full" disabled={isPending}>
          {isPending ? 'One moment…' : `Pay ${money(order.totals.total)}`}
        </Button>
      </form>
    </section>
  );
}

/** The bank's question. Closing the dialog answers nothing; it can be opened again. */
function BankPanel({ order, paymentId }: PartProps) {
  const [open, setOpen] = useState(true);
  const refresh = useRefresh(order);
  const { mutate, isPending, isSuccess } = useMutation({
    mutationFn: (result: 'ok' | 'fail') => answerChallenge(paymentId, result),
    onSuccess: () => setOpen(false),
    onError: (error) => notify('bad', messageOf(error)),
    onSettled: refresh,
  });
  if (isSuccess) return <p className="font-medium">Your answer is with the bank.</p>;
  return (
    <section
      aria-label="Confirm the payment"
      className="flex flex-wrap items-center justify-between gap-4 rounded-3xl border border-line bg-surface p-6"
    >
      <Deadline order={order} />
      <Button onClick={() => setOpen(true)}>Confirm the payment</Button>
      <Modal open={open} onOpenChange={setOpen} title="Sandbox bank">
        <p>
          AskCart asks for <strong className="tabular-nums">{money(order.totals.total)}</strong> for order{' '}
          {order.number}. Is that you?
        </p>
        <p className="mt-2 text-sm text-muted">A stand-in for your bank’s own page. No real money moves.</p>
        <div className="mt-6 grid gap-3 sm:grid-cols-2">
          <Button size="lg" disabled={isPending} onClick={() => mutate('ok')}>
            Yes, approve
          </Button>
          <Button size="lg" tone="outline" disabled={isPending} onClick={() => mutate('fail')}>
            No, refuse
          </Button>
        </div>
      </Modal>
    </section>
  );
}

/** How long the things stay put aside, counted down each second; silent for screen readers. */
export function Deadline({ order }: { order: Order }) {
  const ends = new Date(order.deadline).getTime();
  const [left, setLeft] = useState(() => (ends - Date.now()) / 1000);
  useEffect(() => {
    const tick = () => setLeft((ends - Date.now()) / 1000);
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [ends]);
  return (
    <p className="text-sm text-muted">
      {left > 0 ? (
        <>
          Held for you for <span className="font-semibold text-ink tabular-nums">{countdown(left)}</span>
        </>
      ) : (
        'The time to pay has run out.'
      )}
    </p>
  );
}

/** The stream brings the news; this only covers the time until it does. */
function useRefresh(order: Order): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey });
}
