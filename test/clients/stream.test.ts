import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Atelier,
  AtelierError,
  ConnectionError,
  type Gap,
  type JobEvent,
  type JobStreamOptions,
} from '../../clients/typescript/src/index.js';
import type { Connect } from '../../clients/typescript/src/stream/connection.js';
import { follow } from '../../clients/typescript/src/stream/stream.js';
import { EventArchive } from '../../src/jobs/events/event-archive.js';
import { EventArchiver } from '../../src/jobs/events/event-archiver.js';
import { EventLog } from '../../src/jobs/events/event-log.js';
import type { RunningServer } from '../../src/server.js';
import { type Api, endJob, logSteps, runningJob, startApi } from '../support/api.js';
import { bearer, createKey } from '../support/keys.js';
import { upTo } from '../support/stream-client.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

/** Events of a job that has begun: it was queued, and it is running. */
const BEGUN = 2;

let api: Api;
let proxy: TcpProxy;
let client: Atelier;

beforeAll(async () => {
  api = await startApi();
  proxy = await startTcpProxy(Number(new URL(api.url).port));
  client = new Atelier({ url: `http://127.0.0.1:${proxy.port}` });
});
afterAll(async () => {
  await proxy?.close();
  await api?.remove();
});

/** Reads a stream to its end. `at` is called with each number when it comes, and may hold the reader up. */
async function read(
  id: string,
  at: (seq: number) => unknown = () => {},
  options: JobStreamOptions = {},
): Promise<number[]> {
  const seqs: number[] = [];
  for await (const { seq } of client.jobs.stream(id, { ...options, gaps: 'fill' })) {
    seqs.push(seq);
    await at(seq);
  }
  return seqs;
}

describe("the client's stream", () => {
  it('gives each event once through connections that break again and again', async () => {
    const id = await runningJob(api.jobs);
    let hellos = 0;
    let step = 0;
    const seqs = await read(
      id,
      async (seq) => {
        const caughtUp = seq === step + BEGUN;
        if (!caughtUp) return;
        if (step === 100) return await endJob(api.jobs, id);
        proxy.cut();
        step += 20;
        await logSteps(api.jobs, id, step - 19, step);
        proxy.mend();
      },
      { onHello: () => hellos++ },
    );
    expect(seqs).toEqual(upTo(BEGUN + 100 + 1));
    expect(hellos).toBeGreaterThanOrEqual(5);
  });

  it('gives each event once across a restart of the API', async () => {
    const id = await runningJob(api.jobs);
    const portOf = ({ url }: { readonly url: string }) => Number(new URL(url).port);
    const first = await api.another();
    let second: RunningServer | undefined;
    proxy.redirect(portOf(first));
    await logSteps(api.jobs, id, 1, 10);
    try {
      const seqs = await read(id, async (seq) => {
        if (seq === BEGUN + 10) {
          await first.close();
          await logSteps(api.jobs, id, 11, 20);
          second = await api.another();
          proxy.redirect(portOf(second));
        }
        if (seq === BEGUN + 20) await endJob(api.jobs, id);
      });
      expect(seqs).toEqual(upTo(BEGUN + 20 + 1));
      expect(second).toBeDefined();
    } finally {
      proxy.redirect(portOf(api));
      await second?.close();
    }
  });

  it('reads from the history what the stream has no more, or says that it is left out', async () => {
    const id = await runningJob(api.jobs);
    const last = await logSteps(api.jobs, id, 1, 9_000);
    const archiver = new EventArchiver({
      log: new EventLog(api.jobs.redis),
      archive: new EventArchive(api.store),
      jobId: id,
      logger: pino({ level: 'silent' }),
    });
    archiver.logged(last, true);
    await archiver.idle();
    const end = await endJob(api.jobs, id);

    expect(await read(id)).toEqual(upTo(end));
    const told: (JobEvent | Gap)[] = [];
    for await (const message of client.jobs.stream(id, { gaps: 'tell' })) told.push(message);
    expect(told[0]).toMatchObject({ type: 'gap', data: { from: 1, reason: 'archived' } });
    expect(told.length).toBeLessThan(end);
    expect(told.at(-1)).toMatchObject({ seq: end });
  });

  it('goes on after a number', async () => {
    const id = await runningJob(api.jobs);
    await logSteps(api.jobs, id, 1, 10);
    await endJob(api.jobs, id);
    expect(await read(id, undefined, { after: 9 })).toEqual([10, 11, 12, 13]);
    expect(await read(id, undefined, { after: 13 })).toEqual([]);
  });

  it('takes a connection that says nothing for lost', async () => {
    const id = await runningJob(api.jobs);
    let hellos = 0;
    const seqs = await read(id, () => {}, {
      silence: 200,
      onHello: () => {
        hellos += 1;
        if (hellos === 3) void endJob(api.jobs, id);
      },
    });
    expect(seqs).toEqual(upTo(BEGUN + 1));
    expect(hellos).toBeGreaterThanOrEqual(3);
  });

  it('ends with the reason of its signal, while it waits for events and while it waits to connect', async () => {
    const id = await runningJob(api.jobs);
    const reason = new Error('seen enough');
    const live = new AbortController();
    await expect(read(id, () => live.abort(reason), { signal: live.signal })).rejects.toBe(reason);
    const waiting = new AbortController();
    const onHello = () => setImmediate(() => waiting.abort(reason));
    await expect(read(id, undefined, { after: BEGUN, signal: waiting.signal, onHello })).rejects.toBe(reason);
    const away = new AbortController();
    proxy.cut();
    const lost = read(id, undefined, { signal: away.signal });
    away.abort(reason);
    await expect(lost).rejects.toBe(reason);
    proxy.mend();
  });

  it('closes its connection when the loop is left', async () => {
    const id = await runningJob(api.jobs);
    const streams = async () => {
      const metrics = await (await fetch(`${api.url}/metrics`)).text();
      return Number(/^atelier_stream_clients\{transport="sse"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
    };
    await api.until(async () => (await streams()) === 0);
    for await (const { seq } of client.jobs.stream(id)) {
      expect(await streams()).toBe(1);
      if (seq === 1) break;
    }
    await api.until(async () => (await streams()) === 0);
  });

  it('gives up when the service stays away', async () => {
    const id = await runningJob(api.jobs);
    proxy.cut();
    try {
      await expect(read(id, undefined, { reconnects: 1 })).rejects.toMatchObject({ name: 'ConnectionError' });
    } finally {
      proxy.mend();
    }
  });

  it('does not give up while its connections are good for a while, though the job has nothing to tell', async () => {
    let connections = 0;
    const connect: Connect = async function* () {
      connections += 1;
      if (connections > 4) return { kind: 'ended' };
      yield { type: 'heartbeat' };
      return { kind: 'lost', cause: new Error('a balancer has ended it') };
    };
    const history = () => expect.unreachable('nothing was left out');
    for await (const event of follow(connect, history, { reconnects: 1 })) expect.unreachable(event.type);
    expect(connections).toBe(5);
  });

  it('outlasts what a proxy answers while the service is being restarted, and says why it was lost', async () => {
    const id = await runningJob(api.jobs);
    const answers = [404, 502, 200, 503];
    const withoutService = createServer((_, response) => {
      const status = answers.shift();
      if (status !== undefined) return response.writeHead(status, { 'content-type': 'text/plain' }).end('not here');
      proxy.redirect(Number(new URL(api.url).port));
      response.destroy();
      void endJob(api.jobs, id);
    });
    withoutService.listen(0, '127.0.0.1');
    await once(withoutService, 'listening');
    const losses: unknown[] = [];
    const seqs = await read(
      id,
      (seq) => {
        if (seq !== BEGUN) return;
        proxy.redirect((withoutService.address() as AddressInfo).port);
        proxy.cut();
        proxy.mend();
      },
      { onLost: (cause) => losses.push(cause) },
    );
    expect(seqs).toEqual(upTo(BEGUN + 1));
    expect(answers).toEqual([]);
    expect(losses).toHaveLength(1);
    withoutService.close();
  });

  it('is refused by what a proxy answers where it was never connected', async () => {
    const withoutService = createServer((_, response) => void response.writeHead(404).end('404 page not found'));
    withoutService.listen(0, '127.0.0.1');
    await once(withoutService, 'listening');
    proxy.redirect((withoutService.address() as AddressInfo).port);
    await expect(read('job_none')).rejects.toMatchObject({ code: 'unknown', status: 404 });
    proxy.redirect(Number(new URL(api.url).port));
    withoutService.close();
  });

  it('connects anew when the history cannot be read, and leaves nothing out', async () => {
    const gap = { type: 'gap', data: { from: 1, to: 3, reason: 'archived' } } as Gap;
    const connect: Connect = async function* () {
      yield gap;
      return { kind: 'ended' };
    };
    const log = (seq: number) => ({ seq, type: 'log', data: { message: '' } }) as unknown as JobEvent;
    const fails = [new ConnectionError('away'), new AtelierError({ detail: 'a proxy', status: 502 })];
    const history = async function* (from: number, to: number) {
      for (let seq = from; seq <= to; seq++) {
        yield log(seq);
        const failure = fails.shift();
        if (failure) throw failure;
      }
    };
    const seqs: number[] = [];
    for await (const { seq } of follow(connect, history, {}) as AsyncGenerator<JobEvent>) seqs.push(seq);
    expect(seqs).toEqual([1, 2, 3]);
  });

  it('throws what the service refuses it for', async () => {
    await expect(read('job_none')).rejects.toMatchObject({ code: 'job_not_found', status: 404 });
    await expect(read('job_none', undefined, { after: -1 })).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

describe("the client's stream with a key", () => {
  it('sends it, and ends when it is revoked', async () => {
    const locked = await startApi();
    try {
      const admin = await createKey(locked.url, ['admin']);
      const reader = await createKey(locked.url, ['read'], admin.key);
      const id = await runningJob(locked.jobs);
      const keyed = new Atelier({ url: locked.url, apiKey: reader.key });
      const seen: number[] = [];
      const reading = (async () => {
        for await (const { seq } of keyed.jobs.stream(id)) {
          seen.push(seq);
          await fetch(`${locked.url}/keys/${reader.id}`, { method: 'DELETE', headers: bearer(admin.key) });
        }
      })();
      await expect(reading).rejects.toMatchObject({ code: 'unauthenticated', status: 401 });
      expect(seen).toEqual(upTo(BEGUN));
      const stranger = new Atelier({ url: locked.url });
      await expect(stranger.jobs.get(id)).rejects.toMatchObject({ code: 'unauthenticated' });
    } finally {
      await locked.remove();
    }
  });
});
