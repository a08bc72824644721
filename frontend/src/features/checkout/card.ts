// The sandbox's card form: a twin of a real provider's element. The number is turned into a token here, in
// the browser, and goes nowhere else: not to our API, not into storage, not into the query cache.

/** What is typed into the three fields, as shown there. */
export interface CardInput {
  number: string;
  expiry: string;
  cvc: string;
}

/** What is wrong with each field, in words; empty when the card may be used. */
export type CardErrors = Partial<Record<keyof CardInput, string>>;

/** The sandbox's cards; any other real-looking number is refused, so that none is ever used by mistake. */
export const testCards = [
  { number: '4242424242424242', token: 'tok_ok', means: 'Approved' },
  { number: '4000000000000002', token: 'tok_decline', means: 'Declined' },
  { number: '4000000000009995', token: 'tok_insufficient', means: 'Declined: not enough money' },
  { number: '4000002500003155', token: 'tok_3ds', means: 'The bank asks first (3-D Secure)' },
] as const;

/** The check digit of ISO/IEC 7812-1: catches every single wrong digit and most swaps. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = Number(digits[digits.length - 1 - i]);
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** "42424242" → "4242 4242"; anything but digits is dropped, and no more than 19 are kept. */
export function formatNumber(typed: string): string {
  return (
    digitsOf(typed)
      .slice(0, 19)
      .match(/.{1,4}/g) ?? []
  ).join(' ');
}

/** "1" → "1", "5" → "05 / ", "1228" → "12 / 28"; deleting through the slash works. */
export function formatExpiry(typed: string, before: string): string {
  const deleting = typed.length < before.length;
  let digits = digitsOf(typed).slice(0, 4);
  if (!deleting && digits.length === 1 && digits > '1') digits = `0${digits}`;
  if (deleting && digits.length <= 2) return digits;
  return digits.length >= 2 ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits;
}

/** Checks all three fields; `now` decides what has expired (a card is good through its last month). */
export function checkCard({ number, expiry, cvc }: CardInput, now: Date): CardErrors {
  const errors: CardErrors = {};
  const digits = digitsOf(number);
  if (digits.length < 13) errors.number = 'Enter the whole card number.';
  else if (!luhn(digits)) errors.number = 'This number has a typing mistake.';
  else if (!tokenFor(number)) errors.number = 'This shop takes no real cards. Use one of the test cards.';
  const expired = expiryError(expiry, now);
  if (expired) errors.expiry = expired;
  if (!/^\d{3,4}$/.test(cvc)) errors.cvc = 'Enter the 3 or 4 digits of the code.';
  return errors;
}

/** The sandbox's token for a test card; undefined for any other number. */
export function tokenFor(number: string): string | undefined {
  const digits = digitsOf(number);
  return testCards.find((card) => card.number === digits)?.token;
}

function expiryError(expiry: string, now: Date): string | null {
  const match = /^(0[1-9]|1[0-2])(\d{2})$/.exec(digitsOf(expiry));
  if (!match) return 'Enter month and year, like 04 / 28.';
  const firstDayAfter = new Date(2000 + Number(match[2]), Number(match[1]), 1);
  return firstDayAfter <= now ? 'This card has expired.' : null;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');
