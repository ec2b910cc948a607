import autocannon from 'autocannon';
import { SEEDS } from '../../src/contracts/recipe.js';

/** So many clients, each with one request under way all the time, for so many designs. */
export interface Load {
  readonly clients: number;
  readonly count: number;
}

export interface Measured {
  /** Requests a second. */
  readonly rate: number;
  /** Milliseconds to the last byte. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

let requested = 0;

/** @throws Error if a request fails */
export async function measureLoad(
  { url, body }: { readonly url: string; readonly body: object },
  { clients, count }: Load,
  seconds: number,
): Promise<Measured> {
  const times: number[] = [];
  const { non2xx, errors, duration } = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(
      {
        url,
        connections: clients,
        duration: seconds,
        requests: [
          {
            method: 'POST',
            path: '/generate',
            headers: { 'content-type': 'application/json' },
            setupRequest: (request) => {
              requested += count;
              return { ...request, body: JSON.stringify({ ...body, count, seed: requested % SEEDS }) };
            },
          },
        ],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
    // Its own percentiles are whole milliseconds.
    running.on('response', (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
  });
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests to ${url} failed`);
  if (times.length === 0) throw new Error(`${url} answered nothing in ${seconds} s`);
  times.sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] as number;
  return { rate: times.length / duration, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) };
}
