import type { IncomingHttpHeaders } from 'node:http';
import type { MetricsError } from '../telemetry/listener.js';
import type { Authenticator } from './authenticator.js';
import { mayDo } from './caller.js';
import { bearerOf } from './key-text.js';
import { hostName, isLoopback } from './origins.js';

/**
 * Who may read the metrics of a process without an API: whoever has a key with the scope `metrics`, and without keys this
 * machine only.
 * @param host the address that is listened on
 */
export function metricsGuard(
  authenticator: Authenticator,
  host: string,
): (headers: IncomingHttpHeaders) => Promise<MetricsError | null> {
  return async ({ authorization, host: named = '' }) => {
    if (!authenticator.locked && authorization === undefined) {
      if (!isLoopback(host))
        return { status: 401, why: 'There are no API keys yet; create one with the scope metrics.' };
      // A web page can give its own name this machine's address.
      if (!isLoopback(hostName(named))) return { status: 421, why: 'Without API keys it answers as localhost only.' };
      return null;
    }
    try {
      const caller = await authenticator.identify(bearerOf(authorization));
      if (!caller) return { status: 401, why: 'An API key is needed: Authorization: Bearer atl_…' };
      return mayDo(caller, 'metrics')
        ? null
        : { status: 403, why: 'This takes the scope metrics, of the workspace default.' };
    } catch {
      return { status: 503, why: 'Redis cannot be reached, which knows the API keys.' };
    }
  };
}
