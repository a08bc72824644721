import { TextField } from '@/ui/field';
import { formatExpiry, formatNumber, testCards } from './card';
import type { CardForm } from './use-card';

/** Number, expiry and code of a test card. The inputs have no name: no form ever submits them. */
export function CardFields({ card: { input, errors, set, fields } }: { card: CardForm }) {
  return (
    <div className="grid grid-cols-2 gap-4">
      <TextField
        ref={(element) => {
          fields.current.number = element;
        }}
        label="Card number"
        className="col-span-2"
        inputMode="numeric"
        autoComplete="cc-number"
        placeholder="4242 4242 4242 4242"
        value={input.number}
        onChange={(event) => set('number', formatNumber(event.target.value))}
        error={errors.number}
      />
      <TextField
        ref={(element) => {
          fields.current.expiry = element;
        }}
        label="Expires"
        inputMode="numeric"
        autoComplete="cc-exp"
        placeholder="MM / YY"
        value={input.expiry}
        onChange={(event) => set('expiry', formatExpiry(event.target.value, input.expiry))}
        error={errors.expiry}
      />
      <TextField
        ref={(element) => {
          fields.current.cvc = element;
        }}
        label="Security code"
        inputMode="numeric"
        autoComplete="cc-csc"
        placeholder="CVC"
        maxLength={4}
        value={input.cvc}
        onChange={(event) => set('cvc', event.target.value.replace(/\D/g, ''))}
        error={errors.cvc}
      />
      <TestCards onPick={(number) => set('number', formatNumber(number))} />
    </div>
  );
}

function TestCards({ onPick }: { onPick: (number: string) => void }) {
  return (
    <details className="col-span-2 rounded-card bg-sunken px-4 text-sm">
      <summary className="flex min-h-11 list-none items-center font-medium underline-offset-4 hover:underline">
        Test cards of this demo shop
      </summary>
      <ul className="pb-2">
        {testCards.map(({ number, means }) => (
          <li key={number}>
            <button
              type="button"
              onClick={() => onPick(number)}
              className="flex min-h-11 w-full flex-wrap items-center justify-between gap-x-4 rounded-lg text-left hover:underline"
            >
              <span className="font-medium tabular-nums">{formatNumber(number)}</span>
              <span className="text-muted">{means}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="pb-3 text-muted">
        Any later date and any code go with them. A number you type stays in this page.
      </p>
    </details>
  );
}
