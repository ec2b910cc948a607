/** How events travel. */
export type StreamTransport = 'sse' | 'websocket';

/**
 * `sse` in Node, whose `fetch` sends the key and makes the service wait for a slow reader; Node 20 has no WebSocket. In
 * browsers `websocket`: over HTTP/1.1 they keep six connections to a server, and each stream by `fetch` would be one.
 */
export function usualTransport(): StreamTransport {
  const { process, WebSocket } = globalThis as { process?: { versions?: { node?: string } }; WebSocket?: unknown };
  return WebSocket && process?.versions?.node === undefined ? 'websocket' : 'sse';
}
