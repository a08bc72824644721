import type { PlaceOrder } from '@/api/types';

/**
 * Hands out idempotency keys: one for each distinct order, the same one for as long as the same order is
 * sent again. So a lost answer, a double click or a retry can never make a second order, while another card
 * or another address is a new attempt.
 */
export function attemptKeys(newKey: () => string = randomKey): (body: PlaceOrder) => string {
  let last: { body: string; key: string } | null = null;
  return (body) => {
    const text = JSON.stringify(body);
    if (last?.body !== text) last = { body: text, key: newKey() };
    return last.key;
  };
}

/** 128 random bits; unlike crypto.randomUUID this also exists on plain http. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
