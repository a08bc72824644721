import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { api, type Money, type Variant } from './shop';

interface Session {
  access_token: string;
}

interface Cart {
  id: string;
  version: number;
  lines: { sku: string; quantity: number }[];
}

/**
 * Makes the page's browser that of a returning guest, with these articles in the cart: what the journey is
 * not about is set up through the API, as an earlier visit would have left it. Call it before the first page.
 * Returns the guest's token.
 */
export async function returningGuest(page: Page, articles: Variant[] = []): Promise<string> {
  const answer = await page.request.post('/api/v1/auth/guest', {
    headers: { 'X-Requested-With': 'askcart' },
  });
  if (!answer.ok()) throw new Error(`POST /auth/guest: ${answer.status()} ${await answer.text()}`);
  const { access_token: token } = (await answer.json()) as Session;
  for (const { sku } of articles) await api('POST', '/cart/items', { token, body: { sku, quantity: 1 } });
  // Once, not on every page: the storefront may end this session later.
  await page.addInitScript(() => {
    if (sessionStorage.getItem('e2e.seeded')) return;
    sessionStorage.setItem('e2e.seeded', 'yes');
    localStorage.setItem('askcart.session', 'guest');
  });
  return token;
}

/** A fresh address nobody else uses; letters only, since digits may happen to look like a card's. */
export const newEmail = (): string =>
  `e2e-${randomUUID().replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}@example.com`;

export const address = {
  name: 'Robin Shaw',
  line1: '12 Mill Lane',
  city: 'Portland',
  region: 'OR',
  postal_code: '97205',
  country: 'US',
};

/** Orders the guest's cart through the API; `method` is the sandbox's token of a card. */
export async function order(
  token: string,
  email: string,
  method = 'tok_ok',
): Promise<{ id: string; number: string }> {
  const cart = await api<Cart>('GET', '/cart', { token });
  const lines = cart.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const terms = { lines, shipping_address: address, shipping_method: 'standard' };
  const quote = await api<{ totals: { total: Money } }>('POST', '/orders/quote', { token, body: terms });
  return api('POST', '/orders', {
    token,
    headers: { 'Idempotency-Key': randomUUID() },
    body: {
      ...terms,
      cart_id: cart.id,
      cart_version: cart.version,
      email,
      payment: { provider: 'sandbox', method },
      expected_total: quote.totals.total,
    },
  });
}
