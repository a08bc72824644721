import { createStore } from 'zustand/vanilla';
import { ApiError, offline, problemFrom } from './problem';
import type { Session as Granted, User } from './types';

/**
 * Who is shopping. The access token lives in this module's memory only; what survives a reload is the
 * HttpOnly refresh cookie, which scripts cannot read. `askcart.session` in localStorage is a mere hint
 * that such a cookie probably exists ("guest" or "account"), so that a first visit asks for nothing.
 */
interface Session {
  user: User | null;
  /** True when an earlier visit left a cookie that may be turned into a token. */
  returning: boolean;
}

const hintKey = 'askcart.session';
const store = createStore<Session>(() => ({ user: null, returning: readHint() !== null }));
let token: { value: string; expiresAt: number } | null = null;
let pending: Promise<string> | null = null;

/** The readable side, for React (`useStore(session)`). */
export const session = store;

/**
 * A usable access token: the one in memory, else one from the refresh cookie, else a new guest's.
 * Concurrent callers share one request. Throws ApiError when the gateway cannot be reached.
 */
export function accessToken(): Promise<string> {
  if (token && Date.now() < token.expiresAt) return Promise.resolve(token.value);
  pending ??= renew().finally(() => {
    pending = null;
  });
  return pending;
}

/** Forgets a token the server refused; the next `accessToken()` gets another. */
export function dropToken(refused: string): void {
  if (token?.value === refused) token = null;
}

/** Signs in; a guest's cart moves to the account (the server merges by the bearer token sent along). */
export async function signIn(email: string, password: string): Promise<User> {
  return adopt(await authCall('login', { email, password }, await bearerIfAny()));
}

/** Opens an account that keeps the guest's id, so cart and orders stay where they are. */
export async function register(name: string, email: string, password: string): Promise<User> {
  return adopt(await authCall('register', { name, email, password }, await bearerIfAny()));
}

/** Ends the session on the server and forgets it here, even when the server is out of reach. */
export async function signOut(): Promise<void> {
  try {
    await post('logout', undefined, token?.value);
  } finally {
    forget();
  }
}

/** Restores the session of an earlier visit, if there was one; never creates a guest. */
export async function restore(): Promise<User | null> {
  if (store.getState().user) return store.getState().user;
  if (!store.getState().returning) return null;
  await accessToken();
  return store.getState().user;
}

async function renew(): Promise<string> {
  if (readHint() !== null) {
    try {
      adopt(await refreshOnce());
      return token?.value ?? '';
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      const signedOut = readHint() === 'account';
      forget();
      if (signedOut) onSessionEnded();
    }
  }
  adopt(await authCall('guest'));
  return token?.value ?? '';
}

/**
 * One refresh at a time over all tabs: each rotates the cookie, and a second one in flight with the
 * spent cookie would be refused. Where locks are missing a refused refresh is tried once more.
 */
async function refreshOnce(): Promise<Granted> {
  if (navigator.locks) return navigator.locks.request('askcart.refresh', () => authCall('refresh'));
  try {
    return await authCall('refresh');
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    return authCall('refresh');
  }
}

async function bearerIfAny(): Promise<string | undefined> {
  return store.getState().returning || token ? accessToken() : undefined;
}

type AuthPath = 'guest' | 'login' | 'register' | 'refresh' | 'logout';

async function authCall(path: AuthPath, body?: object, bearer?: string): Promise<Granted> {
  return (await post(path, body, bearer)).json();
}

/** The custom header makes the call impossible to forge from a plain cross-site form. */
async function post(path: AuthPath, body?: object, bearer?: string): Promise<Response> {
  const headers = new Headers({ 'X-Requested-With': 'askcart' });
  if (body) headers.set('Content-Type', 'application/json');
  if (bearer) headers.set('Authorization', `Bearer ${bearer}`);
  const init: RequestInit = { method: 'POST', headers };
  if (body) init.body = JSON.stringify(body);
  const response = await fetch(`/api/v1/auth/${path}`, init).catch(() => {
    throw offline();
  });
  if (!response.ok) throw await problemFrom(response);
  return response;
}

function adopt(answer: Granted): User {
  const early = 30; // seconds; a token about to expire would die on the way
  token = {
    value: answer.access_token,
    expiresAt: Date.now() + Math.max(answer.expires_in - early, 5) * 1000,
  };
  writeHint(answer.user.role === 'guest' ? 'guest' : 'account');
  store.setState({ user: answer.user, returning: true });
  return answer.user;
}

function forget(): void {
  token = null;
  writeHint(null);
  store.setState({ user: null, returning: false });
}

let onSessionEnded: () => void = () => {};

/** Registers what to do when an account's session turned out to be over. */
export function whenSessionEnds(callback: () => void): void {
  onSessionEnded = callback;
}

function readHint(): string | null {
  try {
    return localStorage.getItem(hintKey);
  } catch {
    return null;
  }
}

function writeHint(hint: 'guest' | 'account' | null): void {
  try {
    if (hint) localStorage.setItem(hintKey, hint);
    else localStorage.removeItem(hintKey);
  } catch {
    // Without storage the session simply ends with the page.
  }
}
