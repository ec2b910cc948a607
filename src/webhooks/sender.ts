import { Agent, request } from 'undici';
import { version } from '../version.js';
import { type AddressGuard, BlockedAddressError } from './address-guard.js';

/** More of a response than this is not waited for. Nothing of it is kept: all that a receiver tells is its status. */
const MAX_RESPONSE_BYTES = 16 * 1024;

/** How one attempt went. */
export interface AttemptResult {
  /** The HTTP status; null where there was none. */
  readonly status: number | null;
  /** Why it counts as failed; null for a 2xx. */
  readonly error: string | null;
  /** When the receiver wants the next attempt, in ms from now. */
  readonly retryAfterMs: number;
  readonly durationMs: number;
}

/**
 * Posts messages, each over a connection of its own, to addresses that the guard allows. Redirects are not followed: they
 * would lead past it.
 */
export class Sender {
  readonly #agent: Agent;

  constructor(
    private readonly guard: AddressGuard,
    private readonly timeoutMs: number,
  ) {
    this.#agent = new Agent({ pipelining: 0, connect: { lookup: guard.lookup, timeout: timeoutMs } });
  }

  /** Never fails. @param signal ends it early */
  async send(url: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<AttemptResult> {
    const start = performance.now();
    const durationMs = () => Math.round(performance.now() - start);
    // Not AbortSignal.any with AbortSignal.timeout: in Node 20 such a pair may be collected as garbage, and then never fires.
    const ending = new AbortController();
    const late = setTimeout(() => ending.abort(new Late(this.timeoutMs)), this.timeoutMs);
    const end = () => ending.abort();
    signal.addEventListener('abort', end, { once: true });
    try {
      signal.throwIfAborted();
      const { status, retryAfter } = await this.#post(url, headers, body, ending.signal);
      return { status, error: errorOf(status), retryAfterMs: msOf(retryAfter), durationMs: durationMs() };
    } catch (error) {
      return { status: null, error: inWords(error), retryAfterMs: 0, durationMs: durationMs() };
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', end);
    }
  }

  /** Ends the requests that are on their way. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #post(url: string, headers: Record<string, string>, body: string, signal: AbortSignal) {
    const target = new URL(url);
    if (this.guard.blocksHost(target)) throw new BlockedAddressError(target.hostname);
    const response = await request(target, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': `Atelier/${version}` },
      body,
      dispatcher: this.#agent,
      signal,
    });
    // The status is what counts, also where the rest never ends.
    await response.body.dump({ limit: MAX_RESPONSE_BYTES, signal }).catch(() => {});
    const { 'retry-after': retryAfter } = response.headers;
    return { status: response.statusCode, retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined };
  }
}

class Late extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs / 1_000} s`);
  }
}

function inWords(error: unknown): string {
  if (error instanceof BlockedAddressError || error instanceof Late) return error.message;
  if (!(error instanceof Error)) return 'could not be reached';
  const { code } = error as NodeJS.ErrnoException;
  return `could not be reached: ${code ?? error.message}`.slice(0, 200);
}

function errorOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`;
}

/** `Retry-After`, as RFC 9110 has it: seconds or a date. */
function msOf(retryAfter: string | undefined): number {
  if (retryAfter === undefined) return 0;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? 0 : Math.max(at - Date.now(), 0);
}
