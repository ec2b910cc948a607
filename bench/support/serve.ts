import type { FromServer, ToServer } from './messages.js';

/** A server's side of the benchmark: says where it listens, and answers what it is asked. */
export function serve(port: number, send: (json: string) => void): void {
  const say = (message: FromServer) => process.send?.(message);
  process.on('message', (message: ToServer) => {
    if (message.type === 'send') return send(message.json);
    const { user, system } = process.cpuUsage();
    say({ type: 'usage', cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss() });
  });
  say({ type: 'listening', port });
}
