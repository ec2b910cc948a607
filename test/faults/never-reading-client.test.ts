import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, endJob, logSteps, runningJob, startApi } from '../support/api.js';
import { metricsAt } from '../support/scraped-metrics.js';
import { numbersTold, StreamClient, upTo } from '../support/stream-client.js';

const SILENT = 20;
/** More than the sockets' buffers hold: some 8 MB for each client. */
const STEPS = 24_000;
/** All that the silent clients may cost, far below the 160 MB that would wait for them; in bytes. */
const MAX_GROWTH = 64 * 1024 ** 2;

let api: Api;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api?.remove());

describe('WebSocket clients that never read', () => {
  it('cost little memory and are closed with 1013, and the others notice nothing', async () => {
    const id = await runningJob(api.jobs);
    const url = `${api.webSocketUrl}/jobs/${id}/stream`;
    const silent = Array.from({ length: SILENT }, () => new StreamClient(url));
    await Promise.all(silent.map((client) => client.untilSeq(2)));
    for (const { socket } of silent) socket.pause();
    const reader = new StreamClient(url);
    await reader.untilSeq(2);

    const closed = api.logs('closed a client that reads too slowly');
    global.gc?.();
    const before = process.memoryUsage().arrayBuffers;
    for (let step = 0; step < STEPS; step += 2_000) await logSteps(api.jobs, id, step + 1, step + 2_000);
    await reader.untilSeq(2 + STEPS);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MAX_GROWTH);

    await closed;
    // They read on, and find the end of what they didn't take.
    for (const { socket } of silent) socket.resume();
    expect(await Promise.all(silent.map((client) => client.closed))).toEqual(silent.map(() => 1013));
    const metrics = await metricsAt(api.url);
    expect(metrics.of('atelier_stream_clients_dropped_total{reason="slow"}')).toBe(SILENT);

    const last = await endJob(api.jobs, id);
    expect(await reader.closed).toBe(1000);
    expect(numbersTold(reader.messages)).toEqual(upTo(last));
    expect(reader.gaps).toEqual([]);
  });

  it('may come back and are told everything', async () => {
    const id = await runningJob(api.jobs);
    const first = new StreamClient(`${api.webSocketUrl}/jobs/${id}/stream`);
    await first.untilSeq(2);
    const closed = api.logs('closed a client that reads too slowly');
    first.socket.pause();
    for (let step = 0; step < STEPS; step += 2_000) await logSteps(api.jobs, id, step + 1, step + 2_000);
    await closed;
    first.socket.resume();
    expect(await first.closed).toBe(1013);

    const last = await endJob(api.jobs, id);
    const second = new StreamClient(
      `${api.webSocketUrl}/jobs/${id}/stream?after=${numbersTold(first.messages).at(-1)}`,
    );
    expect(await second.closed).toBe(1000);
    expect([...numbersTold(first.messages), ...numbersTold(second.messages)]).toEqual(upTo(last));
  });
});
