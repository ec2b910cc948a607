import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Api, endJob, runningJob, startApi } from '../support/api.js';
import { StreamClient } from '../support/stream-client.js';

/** As docs/stream.md has it. */
const HEARTBEAT_MS = 20_000;

let api: Api;
let clients: StreamClient[] = [];

beforeAll(async () => {
  // Only what happens at intervals is moved on by hand; all else goes by the clock.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  api = await startApi();
});
afterEach(() => {
  for (const { socket } of clients) socket.terminate();
  clients = [];
});
afterAll(async () => {
  await api?.remove();
  vi.useRealTimers();
});

async function watch(job: string, query = ''): Promise<StreamClient> {
  const client = new StreamClient(`${api.webSocketUrl}/jobs/${job}/stream${query}`);
  clients.push(client);
  await client.untilSeq(2);
  return client;
}

const beat = () => vi.advanceTimersByTime(HEARTBEAT_MS);

describe('a stream at rest', () => {
  it('is pinged, and says that it is alive to those who asked for it', async () => {
    const job = await runningJob(api.jobs);
    const [plain, asking] = await Promise.all([watch(job), watch(job, '?heartbeats=true')]);
    const pinged = Promise.all([plain, asking].map(({ socket }) => once(socket, 'ping')));
    const told = once(asking.socket, 'message');
    beat();
    await Promise.all([pinged, told]);
    const last = await endJob(api.jobs, job);
    expect(await Promise.all([plain.closed, asking.closed])).toEqual([1000, 1000]);
    expect(asking.messages.slice(-2)).toMatchObject([{ type: 'heartbeat' }, { seq: last }]);
    expect(plain.messages).toHaveLength(asking.messages.length - 1);
  });

  it('carries a comment as server-sent events', async () => {
    const job = await runningJob(api.jobs);
    const answer = await fetch(`${api.url}/jobs/${job}/stream`, { headers: { accept: 'text/event-stream' } });
    beat();
    await endJob(api.jobs, job);
    expect(await answer.text()).toMatch(/\n\n:\n\n/);
  });

  it('is dropped when its client has not answered the ping before', async () => {
    const dead = await watch(await runningJob(api.jobs));
    dead.socket.pause();
    beat();
    beat();
    dead.socket.resume();
    expect(await dead.closed).toBe(1006);
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toContain('atelier_stream_clients_dropped_total{reason="dead"} 1\n');
  });
});
