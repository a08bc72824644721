// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';

type Session = typeof import('./session');
type Client = typeof import('./client');

let asked: string[];
let answers: Record<string, () => Response | Promise<Response>>;

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const grant =
  (token: string, role = 'guest') =>
  () =>
    json({ access_token: token, token_type: 'Bearer', expires_in: 900, user: { id: 'u', role } });
const refuse = (status: number) => () =>
  json({ title: 'x', status, code: 'invalid_token', detail: 'no' }, status);

/** A fresh page: nothing in memory, whatever was in storage before. */
async function freshPage(): Promise<Session & Client> {
  vi.resetModules();
  return { ...(await import('./session')), ...(await import('./client')) };
}

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const path = url.replace('/api/v1', '');
    asked.push(`${path} ${new Headers(init.headers).get('Authorization') ?? ''}`.trim());
    const answer = answers[path];
    if (!answer) throw new Error(`unexpected ${path}`);
    return answer();
  });
});

describe('the session', () => {
  it('asks for nothing on a first visit until something needs it', async () => {
    const page = await freshPage();
    expect(await page.restore()).toBeNull();
    expect(asked).toEqual([]);
  });

  it('makes one guest for many calls at once', async () => {
    answers = { '/auth/guest': grant('t1'), '/cart': () => json({}) };
    const page = await freshPage();
    await Promise.all([
      page.call('get', '/api/v1/cart' as '/api/v1/cart', {}),
      page.call('get', '/api/v1/cart' as '/api/v1/cart', {}),
      page.call('get', '/api/v1/cart' as '/api/v1/cart', {}),
    ]);
    expect(asked).toEqual(['/auth/guest', '/cart Bearer t1', '/cart Bearer t1', '/cart Bearer t1']);
  });

  it('comes back by the cookie after a reload, and never stores the token', async () => {
    answers = { '/auth/guest': grant('t1'), '/auth/refresh': grant('t2') };
    await (await freshPage()).accessToken();
    const reloaded = await freshPage();
    expect(await reloaded.restore()).toMatchObject({ role: 'guest' });
    expect(asked).toEqual(['/auth/guest', '/auth/refresh']);
    expect(JSON.stringify({ ...localStorage })).not.toMatch(/t1|t2/);
  });

  it('gets one new token for all calls that were refused, and sends them again', async () => {
    let current = 't1';
    const cart = async () => (asked.at(-1)?.endsWith(current) ? json({ ok: true }) : refuse(401)());
    answers = {
      '/auth/guest': grant('t1'),
      '/auth/refresh': () => {
        current = 't2';
        return grant('t2')();
      },
      '/cart': cart,
      '/orders': cart,
    };
    const page = await freshPage();
    await page.accessToken();
    current = 'none yet';
    await Promise.all([
      page.call('get', '/api/v1/cart' as '/api/v1/cart', {}),
      page.call('get', '/api/v1/orders' as '/api/v1/cart', {}),
    ]);
    expect(asked.filter((path) => path.startsWith('/auth/refresh'))).toHaveLength(1);
  });

  it('starts over as a guest when the cookie is spent, and tells only those who had signed in', async () => {
    answers = { '/auth/guest': grant('t3'), '/auth/refresh': refuse(401) };
    for (const [hint, told] of [
      ['guest', 0],
      ['account', 1],
    ] as const) {
      localStorage.setItem('askcart.session', hint);
      const page = await freshPage();
      const ended = vi.fn();
      page.whenSessionEnds(ended);
      expect(await page.accessToken()).toBe('t3');
      expect(ended).toHaveBeenCalledTimes(told);
    }
  });

  it('keeps the session when the shop is merely out of reach', async () => {
    localStorage.setItem('askcart.session', 'account');
    answers = { '/auth/refresh': () => Promise.reject(new TypeError('network')) };
    const page = await freshPage();
    await expect(page.accessToken()).rejects.toMatchObject({ status: 0, code: 'offline' });
    expect(localStorage.getItem('askcart.session')).toBe('account');
  });
});
