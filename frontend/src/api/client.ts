import { ApiError, offline, problemFrom } from './problem';
import { accessToken, dropToken } from './session';

type QueryValue = string | number | boolean | undefined | null;

/** What a call may carry besides its path. */
export interface CallOptions {
  query?: Record<string, QueryValue | readonly string[]>;
  body?: object;
  /** Sent as Idempotency-Key; required by the routes that move money or make orders. */
  idempotencyKey?: string;
  signal?: AbortSignal | undefined;
  /** Opens one looked-up order for an hour; sent instead of the session's token. */
  orderToken?: string | undefined;
}

const root = '/api/v1';

/** Reads something public: no session is made for it, so shared caches may answer. */
export function read<T>(path: string, options: CallOptions = {}): Promise<T> {
  return json<T>(send('GET', path, options, undefined));
}

/** Sends something that needs no session: the body itself says what may be seen. */
export function publicPost<T>(path: string, body: object): Promise<T> {
  return json<T>(send('POST', path, { body }, undefined));
}

/** Calls as the shopper, guest or account; a session is opened when there is none yet. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  return json<T>(authorized((token) => send(method, path, options, token), options.orderToken));
}

/** Opens an event stream as the shopper. The caller reads the body and owns the abort signal. */
export async function openStream(
  path: string,
  options: CallOptions & { lastEventId?: string },
): Promise<Response> {
  const headers = new Headers({ Accept: 'text/event-stream' });
  if (options.lastEventId) headers.set('Last-Event-ID', options.lastEventId);
  return authorized((token) => send('GET', path, options, token, headers), options.orderToken);
}

/** Runs `attempt` with a token; one refused for its token is run once more with a fresh one. */
async function authorized(
  attempt: (token: string | undefined) => Promise<Response>,
  orderToken?: string,
): Promise<Response> {
  if (orderToken) return attempt(undefined);
  const token = await accessToken();
  try {
    return await attempt(token);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    dropToken(token);
    return attempt(await accessToken());
  }
}

async function send(
  method: string,
  path: string,
  { query, body, idempotencyKey, orderToken, signal }: CallOptions,
  token: string | undefined,
  headers = new Headers({ Accept: 'application/json' }),
): Promise<Response> {
  if (token) headers.set('Authorization', `Bearer ${token}`);
  if (body) headers.set('Content-Type', 'application/json');
  if (orderToken) headers.set('X-Order-Token', orderToken);
  if (idempotencyKey) headers.set('Idempotency-Key', idempotencyKey);
  const init: RequestInit = { method, headers };
  if (body) init.body = JSON.stringify(body);
  if (signal) init.signal = signal;
  const response = await fetch(root + path + search(query), init).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw offline();
  });
  if (!response.ok) throw await problemFrom(response);
  return response;
}

async function json<T>(response: Promise<Response>): Promise<T> {
  const answer = await response;
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
}

/** "?a=1&b=2&b=3", leaving out what is unset; "" when nothing is left. */
function search(query: CallOptions['query'] = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    if (typeof value === 'object') for (const one of value) params.append(name, one);
    else params.set(name, String(value));
  }
  const text = params.toString();
  return text && `?${text}`;
}
