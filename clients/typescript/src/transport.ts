import { bodyOf } from './body.js';
import { AtelierError, ConnectionError, foreign, isWebPage } from './errors.js';
import { backOff, pause } from './pause.js';

export interface TransportOptions {
  /** Where the service is, e.g. `http://127.0.0.1:3000`; a path before its own is kept. */
  readonly url: string;
  /** `atl_…`; none is needed as long as the service has none. */
  readonly apiKey?: string | undefined;
  /** Further tries of a request that may be repeated; 4 by default. */
  readonly retries?: number | undefined;
  /** A longer Retry-After is not waited for, in seconds; 60 by default. */
  readonly longestWait?: number | undefined;
  /** In place of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> };

/** Asked twice, these do once what they do, or make nothing that stays. */
const DONE_ONCE = /\/(?:jobs\/[^/]+\/(?:pause|resume)|tickets|designs\/download)$/;
const CONDITIONS = ['if-match', 'if-none-match'];
/** Headers of a request whose answer must be JSON. */
export const JSON_ONLY = { accept: 'application/json' } as const;
const NO_BODY = [204, 304];
/** A proxy's ways to say that it found no service. */
const GATEWAY = [502, 504];

/** Sends requests with the key, tries those again that may be repeated, and throws what is no good answer. */
export class Transport {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly retries: number;
  readonly #longestWait: number;
  readonly #fetch: typeof globalThis.fetch;

  constructor({ url, apiKey, retries = 4, longestWait = 60, fetch = globalThis.fetch }: TransportOptions) {
    this.url = url.replace(/\/+$/, '');
    this.apiKey = apiKey;
    this.retries = retries;
    this.#longestWait = longestWait;
    // Browsers want it called as a function of the global object.
    this.#fetch = (input, init) => fetch(input, init);
  }

  /**
   * @param path from the service's root, or a whole URL
   * @param init whose body can be sent again: text, a form, a Blob
   *   With the header `accept: application/json`, the answer is JSON.
   * @param repeatable by default as HTTP and the service have it
   * @throws AtelierError, ConnectionError, or the signal's reason
   */
  async send(path: string, init: Init = {}, repeatable: Repeatable = repeatableAs(path, init)): Promise<Response> {
    for (let tries = 0; ; tries++) {
      const last = repeatable === 'never' || tries >= this.retries;
      let response: Response;
      try {
        response = await this.once(path, init);
        if ((response.ok && !isWebPage(response)) || response.status === 304) return await asAsked(response, init);
      } catch (error) {
        if (last || repeatable !== 'always' || !(error instanceof ConnectionError)) throw error;
        await pause(backOff(tries), init.signal ?? undefined);
        continue;
      }
      const error = await AtelierError.from(response);
      const wait = last ? undefined : this.waitBefore(error, tries, repeatable);
      if (wait === undefined) throw error;
      await pause(wait, init.signal ?? undefined);
    }
  }

  /** One try. @returns whatever the answer is */
  async once(path: string, init: Init = {}): Promise<Response> {
    const headers = {
      ...init.headers,
      ...(this.apiKey === undefined ? {} : { authorization: `Bearer ${this.apiKey}` }),
    };
    const url = path.startsWith('/') ? `${this.url}${path}` : path;
    try {
      return await this.#fetch(url, { ...init, headers });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ConnectionError(`Nothing answers at ${this.url}.`, { cause: error });
    }
  }

  /** How long to wait before a request that failed is tried again, in ms; undefined if that is no use. */
  waitBefore(
    { status, code, retryAfterSeconds }: AtelierError,
    tries: number,
    repeatable: Repeatable = 'always',
  ): number | undefined {
    if (status === 429 || status === 503) {
      // A quota that is used up says nothing of when it is not any more.
      if (retryAfterSeconds === undefined) return code === 'quota_exceeded' ? undefined : backOff(tries);
      return retryAfterSeconds > this.#longestWait ? undefined : Math.max(retryAfterSeconds * 1000, backOff(tries));
    }
    return GATEWAY.includes(status) && repeatable === 'always' ? backOff(tries) : undefined;
  }
}

/**
 * A good answer, and where JSON alone is accepted, one that is JSON and has come whole.
 * @throws AtelierError if it is something else, ConnectionError if it breaks off
 */
async function asAsked(response: Response, { headers = {} }: Init): Promise<Response> {
  if (headers.accept !== JSON_ONLY.accept || NO_BODY.includes(response.status)) return response;
  const text = await bodyOf(response, 'text');
  try {
    JSON.parse(text);
  } catch {
    throw foreign(response, text === '' ? 'nothing' : 'what is not JSON');
  }
  const { status, headers: received } = response;
  return new Response(text, { status, headers: received });
}

/** Whether a request may be sent again. */
export type Repeatable =
  /** Also when it is not known whether the first was done: done twice, it does no harm. */
  | 'always'
  /** When the service said that it did nothing. */
  | 'if refused'
  | 'never';

function repeatableAs(path: string, { method = 'GET', headers = {} }: Init): Repeatable {
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'PATCH':
      return 'always';
    case 'PUT':
      // A condition that the first of two met is met no more: the second would be told that somebody else was faster.
      return CONDITIONS.some((name) => name in headers) ? 'if refused' : 'always';
    case 'POST':
      return 'idempotency-key' in headers || DONE_ONCE.test(path.split('?')[0] as string) ? 'always' : 'if refused';
    default:
      // What was deleted by the first of two is not there for the second.
      return 'if refused';
  }
}
