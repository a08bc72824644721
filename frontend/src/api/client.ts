import type { Answer, Input, Method, Path, PathWith } from './contract';
import { ApiError, offline, problemFrom } from './problem';
import { accessToken, dropToken } from './session';

/** What any call may carry besides what its operation takes. */
export interface Extras {
  /** Sent as Idempotency-Key; required by the routes that move money or make orders. */
  idempotencyKey?: string;
  /** Opens one looked-up order for an hour; sent instead of the session's token. */
  orderToken?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Reads something public: no session is made for it, so shared caches may answer. */
export function read<P extends PathWith<'get'>>(
  path: P,
  input: Input<P, 'get'> & Extras,
): Promise<Answer<P, 'get'>> {
  return json(send('get', path, input, undefined));
}

/** Sends something that needs no session: the body itself says what may be seen. */
export function publicPost<P extends PathWith<'post'>>(
  path: P,
  input: Input<P, 'post'> & Extras,
): Promise<Answer<P, 'post'>> {
  return json(send('post', path, input, undefined));
}

/** Calls as the shopper, guest or account; a session is opened when there is none yet. */
export function call<M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  input: Input<P, M> & Extras,
): Promise<Answer<P, M>> {
  return json(authorized((token) => send(method, path, input, token), input.orderToken));
}

/** Opens an event stream as the shopper. The caller reads the body and owns the abort signal. */
export function openStream<P extends PathWith<'get'>>(
  path: P,
  input: Input<P, 'get'> & Extras,
): Promise<Response> {
  return authorized((token) => send('get', path, input, token, 'text/event-stream'), input.orderToken);
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

/** What every Input comes down to when it is sent. */
interface Anything extends Extras {
  path?: Record<string, string> | undefined;
  query?: object | undefined;
  body?: unknown;
}

async function send(
  method: Method,
  path: Path,
  input: Anything,
  token: string | undefined,
  accept = 'application/json',
): Promise<Response> {
  const { body, idempotencyKey, orderToken, signal } = input;
  const headers = new Headers({ Accept: accept });
  if (token) headers.set('Authorization', `Bearer ${token}`);
  if (orderToken) headers.set('X-Order-Token', orderToken);
  if (idempotencyKey) headers.set('Idempotency-Key', idempotencyKey);
  const init: RequestInit = { method: method.toUpperCase(), headers };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    headers.set('Content-Type', 'application/json');
    init.body = JSON.stringify(body);
  }
  const response = await fetch(addressOf(path, input), init).catch((error: unknown) => {
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

/** The path with its names filled in and the query behind it; what is unset is left out. */
function addressOf(path: Path, { path: names = {}, query = {} }: Anything): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ''));
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const search = params.toString();
  return search ? `${filled}?${search}` : filled;
}
