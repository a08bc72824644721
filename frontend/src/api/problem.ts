import type { Quote, Shortage } from './types';

/** One refused field of a request: a JSON pointer or dotted path, and why. */
export interface FieldProblem {
  path: string;
  message: string;
}

/** Members that single problem codes add to RFC 9457's own. */
export interface ProblemExtras {
  quote?: Quote;
  shortages?: Shortage[];
  order_id?: string;
}

/**
 * Every failed call to the API. `status` is 0 and `code` is `offline` when no answer came at all;
 * otherwise both are the server's. `code` is stable and may be branched on, `detail` is for people.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fields: FieldProblem[];
  readonly retryAfter: number | null;
  readonly extras: ProblemExtras;

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { fields?: FieldProblem[]; retryAfter?: number | null; extras?: ProblemExtras } = {},
  ) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.fields = more.fields ?? [];
    this.retryAfter = more.retryAfter ?? null;
    this.extras = more.extras ?? {};
  }

  /** Whether the same request may simply be sent again: nothing was decided about it. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Reads a failed response; an answer that is not problem+json still becomes an ApiError. */
export async function problemFrom(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('Retry-After')) || null;
  try {
    const { code, detail, title, fields, ...extras } = await response.json();
    return new ApiError(response.status, code ?? 'unknown', detail ?? title ?? fallback, {
      fields: fields ?? [],
      retryAfter,
      extras,
    });
  } catch {
    return new ApiError(response.status, 'unknown', fallback, { retryAfter });
  }
}

/** The error for a request that never got an answer. */
export function offline(): ApiError {
  return new ApiError(0, 'offline', 'The shop cannot be reached. Check your connection and try again.');
}

/** What to show a shopper for any thrown thing. */
export function messageOf(error: unknown): string {
  if (!(error instanceof ApiError)) return fallback;
  if (error.status === 429) return 'Too many requests just now. Wait a moment and try again.';
  return error.detail;
}

const fallback = 'Something went wrong on our side. Please try again.';
