import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, endJob, logEvent, logSteps, runningJob, startApi } from '../support/api.js';
import { metricsAt, metricsWhen } from '../support/scraped-metrics.js';
import { StreamClient } from '../support/stream-client.js';

let api: Api;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api?.remove());

describe('streams', () => {
  it('are counted while they are open, by transport', async () => {
    const id = await runningJob(api.jobs);
    const socket = new StreamClient(`${api.webSocketUrl}/jobs/${id}/stream`);
    const gone = new AbortController();
    const headers = { accept: 'text/event-stream' };
    await fetch(`${api.url}/jobs/${id}/stream`, { headers, signal: gone.signal });
    await socket.untilSeq(2);
    const open = await metricsAt(api.url);
    expect(open.of('atelier_stream_clients{transport="websocket"}')).toBe(1);
    expect(open.of('atelier_stream_clients{transport="sse"}')).toBe(1);
    // Their length is their clients' affair.
    expect(open.text).not.toContain('/stream');

    gone.abort();
    await endJob(api.jobs, id);
    await socket.closed;
    const none = ['websocket', 'sse'].map((transport) => `atelier_stream_clients{transport="${transport}"}`);
    await metricsWhen(api.url, (metrics) => none.every((series) => metrics.of(series) === 0));
  });

  it('count what each client was sent, and what one that reads slowly was spared', async () => {
    const before = await metricsAt(api.url);
    const id = await runningJob(api.jobs);
    const client = new StreamClient(`${api.webSocketUrl}/jobs/${id}/stream`);
    await client.untilSeq(2);
    client.socket.pause();
    // More than the sockets' buffers hold.
    for (let step = 0; step < 24_000; step += 2_000) await logSteps(api.jobs, id, step + 1, step + 2_000);
    client.socket.resume();
    await endJob(api.jobs, id);
    await client.closed;

    const spared = client.gaps.reduce((sum, { data }) => sum + data.to - data.from + 1, 0);
    expect(spared).toBeGreaterThan(0);
    const after = await metricsAt(api.url);
    const grown = (series: string) => (after.of(series) as number) - (before.of(series) as number);
    expect(grown('atelier_stream_events_left_out_total{reason="slow"}')).toBe(spared);
    expect(grown('atelier_stream_events_sent_total')).toBe(client.events.length);
    expect(grown('atelier_stream_clients_dropped_total{reason="slow"}')).toBe(0);
  });
});

describe('requests', () => {
  it('are counted once by route, those for HEAD and those to no route as well', async () => {
    await fetch(`${api.url}/healthz`, { method: 'HEAD' });
    await fetch(`${api.url}/healthz`);
    await fetch(`${api.url}/healthz`);
    for (const path of ['/nothing/a', '/nothing/b']) await fetch(`${api.url}${path}`);
    await fetch(`${api.url}/jobs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    const metrics = await metricsAt(api.url);
    const count = (labels: string) => metrics.of(`atelier_http_request_duration_seconds_count{${labels}}`);
    expect(count('method="GET",route="/healthz",status="200"')).toBe(2);
    expect(count('method="HEAD",route="/healthz",status="200"')).toBe(1);
    expect(count('method="GET",route="none",status="404"')).toBe(2);
    expect(count('method="POST",route="/jobs",status="422"')).toBe(1);
    expect(metrics.text).not.toContain('/nothing');
  });
});

describe('jobs', () => {
  it('are counted by state in all workspaces', async () => {
    const before = await metricsAt(api.url);
    await runningJob(api.jobs);
    await runningJob(api.jobs.of('acme'));
    const ended = await runningJob(api.jobs.of('acme'));
    await logEvent(api.jobs, ended, { type: 'log', data: { level: 'info', message: 'soon' } });
    await endJob(api.jobs, ended);
    // As the first key of a workspace notes it.
    await api.jobs.redis.sadd('atelier:workspaces', 'acme');
    const after = await metricsAt(api.url);
    const grown = (state: string) =>
      (after.of(`atelier_jobs{state="${state}"}`) as number) - (before.of(`atelier_jobs{state="${state}"}`) as number);
    expect(grown('running')).toBe(2);
    expect(grown('ended')).toBe(1);
    expect(grown('paused')).toBe(0);
  });
});

describe('while Redis is away', () => {
  it('the metrics say so, and leave out what only Redis knows', async () => {
    await api.redis.stop();
    const metrics = await metricsWhen(api.url, (each) => each.of('atelier_redis_up') === 0);
    expect(metrics.of('atelier_workers')).toBeUndefined();
    expect(metrics.series('atelier_jobs')).toEqual([]);
    expect(metrics.of('process_resident_memory_bytes')).toBeGreaterThan(0);
    await api.startRedis();
    await metricsWhen(api.url, (each) => each.of('atelier_redis_up') === 1);
  });
});
