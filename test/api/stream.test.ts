import { once } from 'node:events';
import { EventSource } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../src/contracts/event.js';
import type { Problem } from '../../src/contracts/problem.js';
import { EventArchive } from '../../src/jobs/events/event-archive.js';
import { EventLog } from '../../src/jobs/events/event-log.js';
import { type Api, endJob, logEvent, logSteps, runningJob, startApi } from '../support/api.js';
import { numbersTold, StreamClient, upTo } from '../support/stream-client.js';

let api: Api;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api?.remove());

function watch(id: string, query = '', protocols: string[] = []): StreamClient {
  return new StreamClient(`${api.webSocketUrl}/jobs/${id}/stream${query}`, protocols);
}

describe('a stream', () => {
  it('begins with the job, replays its log, goes on live and ends with the job', async () => {
    const id = await runningJob(api.jobs);
    await logSteps(api.jobs, id, 1, 1_000);
    const client = watch(id);
    await client.untilHello();
    await logSteps(api.jobs, id, 1_001, 2_000);
    const last = await endJob(api.jobs, id);
    expect(await client.closed).toBe(1000);
    expect(client.messages[0]).toMatchObject({ type: 'hello', firstSeq: 1, job: { id, state: 'running' } });
    expect(client.events.map(({ seq }) => seq)).toEqual(upTo(last));
    expect(client.gaps).toEqual([]);
  });

  it('goes on after a number', async () => {
    const id = await runningJob(api.jobs);
    await logSteps(api.jobs, id, 1, 10);
    const last = await endJob(api.jobs, id);
    const client = watch(id, '?after=7');
    expect(await client.closed).toBe(1000);
    expect(numbersTold(client.messages)).toEqual(upTo(last).slice(7));
  });

  it('hears of the end although the broadcast was missed', async () => {
    const id = await runningJob(api.jobs);
    const client = watch(id);
    await client.untilSeq(2);
    // The connection on which the API listens is cut, and the job ends before it is back.
    await api.jobs.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    const last = await endJob(api.jobs, id);
    expect(await client.closed).toBe(1000);
    expect(numbersTold(client.messages)).toEqual(upTo(last));
  });

  it('says which events are in the archive, and they can be read there', async () => {
    const id = await runningJob(api.jobs);
    await logSteps(api.jobs, id, 1, 100);
    await archive(id, 50);
    const last = await endJob(api.jobs, id);

    const client = watch(id, '?after=20');
    expect(await client.closed).toBe(1000);
    expect(client.messages[0]).toMatchObject({ type: 'hello', firstSeq: 51, lastSeq: last });
    const history = `/jobs/${id}/events?cursor=20`;
    expect(client.messages[1]).toEqual({ type: 'gap', data: { from: 21, to: 50, reason: 'archived', history } });
    expect(client.events.map(({ seq }) => seq)).toEqual(upTo(last).slice(50));

    const listed: JobEvent[] = [];
    let cursor: string | null = '20';
    while (cursor !== null) {
      const response: Response = await fetch(`${api.url}/jobs/${id}/events?limit=40&cursor=${cursor}`);
      const page = (await response.json()) as { items: JobEvent[]; nextCursor: string | null };
      listed.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(listed.map(({ seq }) => seq)).toEqual(upTo(last).slice(20));
    expect(listed.slice(30)).toEqual(client.events);
  });

  it.each([
    ['of a wrong number', '?after=-1', [], 4400],
    ['with a subprotocol', '', ['graphql-ws'], 4406],
  ])('%s is closed with a code that says so', async (_what, query, protocols, code) => {
    expect(await watch(await runningJob(api.jobs), query, protocols).closed).toBe(code);
  });

  it('of no job is closed with a code that says so', async () => {
    expect(await watch('job_00000000000000000000000000').closed).toBe(4404);
  });
});

describe('server-sent events', () => {
  const stream = (id: string, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/jobs/${id}/stream`, { headers: { accept: 'text/event-stream', ...headers } });

  it('go on where a browser was when it lost the connection', async () => {
    const id = await runningJob(api.jobs);
    await logSteps(api.jobs, id, 1, 10);
    const last = await endJob(api.jobs, id);
    const text = await (await stream(id, { 'last-event-id': '5' })).text();
    expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq))).toEqual(upTo(last).slice(5));
    expect(text).toMatch(/^event: hello\n/);
    expect(text).toMatch(/event: end\ndata: \{\}\n\n$/);
  });

  it.each(['', '?after=LAST'])(
    '%s are over for an EventSource when the job has ended: it comes back once',
    async (query) => {
      const id = await runningJob(api.jobs);
      const last = await endJob(api.jobs, id);
      const source = new EventSource(`${api.url}/jobs/${id}/stream${query.replace('LAST', String(last))}`);
      let opened = 0;
      source.addEventListener('open', () => opened++);
      for (let failures = 0; source.readyState !== EventSource.CLOSED; failures++) {
        expect(failures).toBeLessThan(2);
        await once(source, 'error');
      }
      expect(opened).toBe(1);
    },
  );

  it('are not over for who has not heard the last event, or of a job that goes on', async () => {
    const id = await runningJob(api.jobs);
    const before = await logSteps(api.jobs, id, 1, 3);
    const ahead = { 'last-event-id': '999' };
    const running = await stream(id, ahead);
    expect(running.status).toBe(200);
    await running.body?.cancel();
    const last = await endJob(api.jobs, id);
    const [behind, even, beyond] = await Promise.all([
      stream(id, { 'last-event-id': String(before) }),
      stream(id, { 'last-event-id': String(last) }),
      stream(id, ahead),
    ]);
    expect([behind.status, even.status, beyond.status]).toEqual([200, 204, 204]);
    await Promise.all([behind.text(), even.text()]);
  });

  it('are passed on at once by proxies that would collect or compress them', async () => {
    const { headers, body } = await stream(await runningJob(api.jobs));
    expect([headers.get('x-accel-buffering'), headers.get('cache-control')]).toEqual(['no', 'no-store, no-transform']);
    await body?.cancel();
  });

  it('tell of gaps', async () => {
    const id = await runningJob(api.jobs);
    await logSteps(api.jobs, id, 1, 10);
    await archive(id, 4);
    await endJob(api.jobs, id);
    expect(await (await stream(id)).text()).toMatch(/event: gap\ndata: \{"type":"gap","data":\{"from":1,"to":4,/);
  });

  it('from a wrong number are refused', async () => {
    const response = await stream(await runningJob(api.jobs), { 'last-event-id': 'x' });
    expect(response.status).toBe(422);
    expect(((await response.json()) as Problem).errors?.[0]?.field).toBe('last-event-id');
  });
});

describe('a server that shuts down', () => {
  it('closes WebSockets with 1001 and ends server-sent events', async () => {
    const own = await startApi();
    const id = await runningJob(own.jobs);
    const client = new StreamClient(`${own.webSocketUrl}/jobs/${id}/stream`);
    await client.untilSeq(2);
    const events = await fetch(`${own.url}/jobs/${id}/stream`, { headers: { accept: 'text/event-stream' } });
    const [code, text] = await Promise.all([client.closed, events.text(), own.remove()]);
    expect(code).toBe(1001);
    // No last word: a browser shall come back.
    expect(text).not.toContain('event: end');
  });
});

describe('a client that reads slowly', () => {
  it('is spared steps but the newest, is told which, and gets every other event', async () => {
    const id = await runningJob(api.jobs);
    const client = watch(id);
    await client.untilSeq(2);
    client.socket.pause();
    // More than the sockets' buffers hold.
    let step = 0;
    for (let epoch = 0; epoch < 12; epoch++) {
      await logSteps(api.jobs, id, step + 1, step + 2_000);
      step += 2_000;
      await logEvent(api.jobs, id, { type: 'sample', data: { epoch, step, url: '/sample' } });
    }
    client.socket.resume();
    // When it has caught up it is live again, and misses nothing more.
    await client.untilSeq(2 + step + 12);
    const before = client.messages.length;
    await logSteps(api.jobs, id, step + 1, step + 500);
    const last = await endJob(api.jobs, id);

    expect(await client.closed).toBe(1000);
    expect(numbersTold(client.messages)).toEqual(upTo(last));
    expect(client.gaps.length).toBeGreaterThan(0);
    expect(client.gaps.every(({ data }) => data.reason === 'slow')).toBe(true);
    expect(client.events.filter(({ type }) => type === 'sample')).toHaveLength(12);
    expect(client.events.some(({ type, data }) => type === 'step' && data.step === step)).toBe(true);
    expect(client.messages.slice(before)).toHaveLength(501);
  });
});

/** Moves a job's first events to the archive, as its archiver does. */
async function archive(id: string, last: number): Promise<void> {
  const log = new EventLog(api.jobs.redis);
  await new EventArchive(api.store).append(id, undefined, await log.range(id, 0, last));
  await log.trim(id, last);
}
