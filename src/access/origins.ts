/** Names of this machine for itself. */
const LOOPBACK = /^(?:localhost|(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Whether an address or name means this machine only. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Of a `Host` header, without the port. */
export function hostName(host: string): string {
  return host.replace(/:\d+$/, '');
}

/**
 * Whether a web page may use the service: one that the service itself was the origin of, or one on the list. Browsers
 * send `Origin` with what pages ask of other sites, and with every WebSocket; programs send none.
 * @param origin as the browser sends it, such as `https://shop.example`
 * @param host the request's `Host` header
 */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  // A proxy may speak TLS for the service, so the scheme says nothing.
  return host !== undefined && /^https?:\/\/(.+)$/.exec(origin)?.[1] === host;
}
