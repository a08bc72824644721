import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { ApiError, messageOf } from '@/api/problem';
import type { Cart, Money, Quote } from '@/api/types';
import { money } from '@/format/money';
import { Button } from '@/ui/button';
import { useCart } from '../cart/use-cart';
import { CardFields } from './card-fields';
import {
  addressOf,
  type Contact,
  type ContactErrors,
  checkContact,
  contactErrors,
  noContact,
} from './contact';
import { ContactSection } from './contact-section';
import { likelyCountry } from './countries';
import { linesOf, quoteQuery } from './queries';
import { Refusal, Shortages } from './refusal';
import { ShippingSection } from './shipping-section';
import { Summary } from './summary';
import { useCard } from './use-card';
import { usePlaceOrder } from './use-place-order';

/** The three sections and the summary. What is typed lives here; a new quote never touches it. */
export function CheckoutForm({ cart, email }: { cart: Cart; email: string }) {
  const [contact, setContact] = useState<Contact>(() => ({
    ...noContact(likelyCountry(navigator.language)),
    email,
  }));
  const [errors, setErrors] = useState<ContactErrors>({});
  const [method, setMethod] = useState('standard');
  const card = useCard();
  const { isSettled } = useCart();
  const address = addressOf(contact);
  const quoteOptions = quoteQuery(isSettled ? cart : null, address, method);
  const quoted = useQuery(quoteOptions);
  const quote = quoted.data;
  const place = usePlaceOrder();
  const client = useQueryClient();

  const change = (field: keyof Contact, value: string) => {
    setContact((before) => ({ ...before, [field]: value }));
    setErrors(({ [field]: _, ...rest }) => rest);
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const wrong = checkContact(contact);
    setErrors(wrong);
    const [first] = Object.keys(wrong);
    if (first) return focus(form, first);
    const token = card.tokenize();
    if (!token || !address || !quote || quote.problems.length > 0 || !isSettled) return;
    place.mutate(
      {
        cart_id: cart.id,
        cart_version: cart.version,
        lines: linesOf(cart),
        email: contact.email.trim(),
        shipping_address: address,
        shipping_method: method,
        payment: { provider: 'sandbox', method: token },
        expected_total: quote.totals.total,
      },
      {
        onError: (error) => {
          if (!(error instanceof ApiError)) return;
          setErrors(contactErrors(error.fields, contact));
          // "price changed" brings the present quote along; after any other refusal it is read again.
          if (error.extras.quote) client.setQueryData(quoteOptions.queryKey, error.extras.quote);
          else void quoted.refetch();
        },
      },
    );
  };

  // A refusal speaks of the cart that was sent; a changed one has not been refused yet.
  const refused = place.variables?.cart_version === cart.version ? place.error : null;
  const pending = place.isPending || (place.isSuccess && !place.error);
  const ready = Boolean(quote && quote.problems.length === 0 && !quoted.isPlaceholderData && isSettled);
  const button = (
    <PlaceButton total={address ? quote?.totals.total : undefined} pending={pending} disabled={!ready} />
  );
  return (
    <form
      onSubmit={submit}
      noValidate
      className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_400px] lg:items-start"
    >
      <div className="min-w-0 space-y-6">
        <Section number={1} title="Where should it go?">
          <ContactSection contact={contact} errors={errors} onChange={change} />
        </Section>
        <Section number={2} title="How should it travel?">
          <ShippingSection methods={quote?.shipping_methods} chosen={method} onChoose={setMethod} />
        </Section>
        <Section number={3} title="How do you pay?">
          <CardFields card={card} />
        </Section>
      </div>
      <Summary cart={cart} quote={quote} addressed={address !== null} stale={quoted.isPlaceholderData}>
        {refused ? (
          <Refusal error={refused} cart={cart} asked={place.variables?.expected_total} />
        ) : (
          <Obstacles quote={quote} cart={cart} error={quoted.error} />
        )}
        <div className="mt-5 max-lg:hidden">{button}</div>
        <p className="mt-3 text-sm text-muted max-lg:hidden">
          Prices and stock are checked again when you press it.
        </p>
      </Summary>
      <div className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-canvas px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] lg:hidden">
        {/* The summary itself scrolls away on phones; what it comes to never does. */}
        <p className="mb-2 flex min-h-5 justify-between text-sm tabular-nums">
          <span className="text-muted">{address ? 'Total' : 'Total before tax'}</span>
          {quote && <span className="font-semibold">{money(quote.totals.total)}</span>}
        </p>
        {button}
      </div>
    </form>
  );
}

function focus(form: HTMLFormElement, field: string): void {
  const input = form.elements.namedItem(field);
  if (input instanceof HTMLElement) input.focus();
}

function PlaceButton({
  total,
  pending,
  disabled,
}: {
  total: Money | undefined;
  pending: boolean;
  disabled: boolean;
}) {
  return (
    <Button type="submit" size="lg" className="w-full" disabled={pending || disabled}>
      {pending ? 'Placing your order…' : total ? `Pay ${money(total)}` : 'Place order'}
    </Button>
  );
}

function Section({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-3xl border border-line bg-surface p-5 sm:p-6">
      <h2 id={id} className="mb-5 flex items-center gap-3 text-xl font-bold">
        <span
          aria-hidden
          className="grid size-8 place-items-center rounded-full bg-ink font-sans text-sm text-on-ink"
        >
          {number}
        </span>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** What would make the order fail, told before it is placed. */
function Obstacles({ quote, cart, error }: { quote: Quote | undefined; cart: Cart; error: Error | null }) {
  if (error && !quote) return <p className="mt-4 font-medium text-bad">{messageOf(error)}</p>;
  if (!quote || quote.problems.length === 0) return null;
  return (
    <div role="status" className="mt-4 rounded-card bg-sunken px-4 py-3">
      <Shortages shortages={quote.problems} cart={cart} />
    </div>
  );
}
