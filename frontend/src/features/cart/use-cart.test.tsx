// @vitest-environment jsdom
import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { queryClient } from '@/api/query-client';
import type { Cart } from '@/api/types';
import { Announcer } from '@/ui/announcer';
import { applyChange, type Draft, pieces } from './changes';
import { useAddToCart, useCart, useChangeCart } from './use-cart';

const boot: Draft = {
  product_id: 'p1',
  name: 'Ridgeline Boot',
  image: null,
  options: {},
  unit_price: { amount: 13900, currency: 'USD' },
  available: 9,
};

/** The server: a cart, and what it was asked, each cart call answered when the test says so. */
let stored: Cart | null;
let asked: string[];
let answerNext: Array<(answer: Response) => void>;

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const problem = (status: number, detail: string) =>
  json({ title: 'x', status, code: 'refused', detail }, status);
const withBoots = (quantity: number) =>
  applyChange(null, { sku: 'BOOT', name: 'Ridgeline Boot', quantity, draft: boot }) as Cart;

beforeEach(() => {
  queryClient.clear();
  stored = null;
  asked = [];
  answerNext = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    if (url.endsWith('/auth/guest'))
      return Promise.resolve(
        json({ access_token: 't', token_type: 'Bearer', expires_in: 900, user: { id: 'u', role: 'guest' } }),
      );
    if (init.method === 'GET') return Promise.resolve(json(stored));
    asked.push(`${init.method} ${url.replace('/api/v1', '')} ${init.body ?? ''}`);
    return new Promise<Response>((resolve) => answerNext.push(resolve));
  });
});

function Shop() {
  const { cart } = useCart();
  const add = useAddToCart();
  const change = useChangeCart();
  const set = (quantity: number) => change({ sku: 'BOOT', name: 'Ridgeline Boot', quantity });
  return (
    <>
      <output>{pieces(cart)}</output>
      <button type="button" onClick={() => add('BOOT', 1, boot)}>
        add
      </button>
      {[2, 3, 4].map((n) => (
        <button key={n} type="button" onClick={() => set(n)}>
          {`set ${n}`}
        </button>
      ))}
      <Announcer />
    </>
  );
}

const draw = () =>
  render(
    <QueryClientProvider client={queryClient}>
      <Shop />
    </QueryClientProvider>,
  );
const shown = () => screen.getAllByRole('status')[0]?.textContent;
const click = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const answered = async (answer: Response) => {
  await waitFor(() => expect(answerNext.length).toBeGreaterThan(0));
  answerNext.shift()?.(answer);
};

it('shows the change before the server has answered, and the same after', async () => {
  draw();
  await click('add');
  expect(shown()).toBe('1');
  stored = withBoots(1);
  await answered(json(stored));
  await screen.findByText(/1 in cart/);
  expect(shown()).toBe('1');
});

it('rolls a refused change back and says why', async () => {
  draw();
  await click('add');
  expect(shown()).toBe('1');
  await answered(problem(404, 'This article is not sold any more.'));
  await waitFor(() => expect(shown()).toBe('0'));
  expect(screen.getAllByText(/Ridgeline Boot was not changed.*not sold any more/).length).toBeGreaterThan(0);
});

it('keeps the other changes when one in the middle is refused', async () => {
  draw();
  await click('add');
  await click('add');
  expect(shown()).toBe('2');
  await answered(problem(503, 'Busy.'));
  stored = withBoots(1);
  await answered(json(stored));
  await waitFor(() => expect(queryClient.isMutating()).toBe(0));
  await waitFor(() => expect(shown()).toBe('1'));
});

it('asks the server one at a time, and of many settings only for the last', async () => {
  stored = withBoots(1);
  draw();
  await click('add');
  await answered(json(stored));
  await waitFor(() => expect(queryClient.isMutating()).toBe(0));
  for (const name of ['set 2', 'set 3', 'set 4']) await click(name);
  expect(shown()).toBe('4');
  expect(asked).toHaveLength(2); // the addition, and "set 2" on its way
  await answered(json(withBoots(2)));
  await answered(json(withBoots(4)));
  await waitFor(() => expect(queryClient.isMutating()).toBe(0));
  expect(asked.slice(1)).toEqual([
    'PUT /cart/items/BOOT {"quantity":2}',
    'PUT /cart/items/BOOT {"quantity":4}',
  ]);
  expect(shown()).toBe('4');
});
