import type { components } from './openapi.js';

export type Problem = components['schemas']['Problem'];

/** A code of the service's catalogue, `unknown` where the answer was none of the service's, or a newer one. */
export type ErrorCode = components['schemas']['ErrorCode'] | 'unknown' | (string & {});

/** The service refused a request, or failed: `code` says why, and `message` says it to people. */
export class AtelierError extends Error {
  override readonly name = 'AtelierError';
  /** Stable: match on it. */
  readonly code: ErrorCode;
  /** The HTTP status; 0 where a WebSocket was closed, which has none. */
  readonly status: number;
  /** By which the service's log knows the request. */
  readonly requestId: string | undefined;
  /** Every wrong field of a request that was refused with `validation_failed`. */
  readonly fields: NonNullable<Problem['errors']>;
  /** When the service says that the same request may succeed. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Partial<Problem> & Pick<Problem, 'detail'>, retryAfterSeconds?: number) {
    super(problem.detail);
    this.code = problem.code ?? 'unknown';
    this.status = problem.status ?? 0;
    this.requestId = problem.requestId;
    this.fields = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The error that an answer tells, or says nothing useful about. */
  static async from(response: Response): Promise<AtelierError> {
    const { status, url } = response;
    const text = await response.text().catch(() => '');
    if (isWebPage(response)) return foreign(response, 'a web page');
    return response.ok
      ? foreign(response, 'something else than Atelier has there')
      : new AtelierError(problemIn(text) ?? { status, detail: `${url} answered ${status}.` }, retryAfter(response));
  }
}

/** The error for an answer that is none of the service's: that of a proxy, or of another service. */
export function foreign(response: Response, what: string): AtelierError {
  const { status, url } = response;
  const detail = `${url} answered with ${what} (${status}): another service is there, or a proxy.`;
  return new AtelierError({ status, detail }, retryAfter(response));
}

/** Whether a response is HTML, which the service has for nothing that is requested here: a proxy's login page has status 200. */
export function isWebPage({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/html') ?? false;
}

/** Nothing answered, or an answer broke off: the service is away, or its address is wrong. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** Seconds from a Retry-After header, which says them or a date. */
export function retryAfter({ headers }: Response): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function problemIn(text: string): Problem | undefined {
  try {
    const json = JSON.parse(text) as Problem | null;
    return typeof json?.code === 'string' && typeof json.detail === 'string' ? json : undefined;
  } catch {
    return undefined;
  }
}
