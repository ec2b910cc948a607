import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { EventArchive } from '../../src/jobs/events/event-archive.js';
import { EventLog } from '../../src/jobs/events/event-log.js';
import { snippetsOf } from '../docs/snippets.js';
import { type Api, logEvent, logSteps, runningJob, startApi, stepEvent } from '../support/api.js';
import { findDebianProgram } from '../support/debian-program.js';
import { livelyCheckpoint } from '../support/lively-checkpoint.js';
import { caddy, freePort, nginx, type ProxyKind, type RunningProxy, startProxy } from '../support/proxies.js';
import { StreamClient } from '../support/stream-client.js';

const snippets = snippetsOf('docs/operations.md');

/** What the documentation says, to listen on a port without TLS, and to ask an API at another. */
function documented(language: string, port: number, api: string): string {
  const { code = '' } = snippets.find((each) => each.language === language) ?? {};
  return code
    .replaceAll('127.0.0.1:3000', api)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replace(/^ *(?:server_name|ssl_\w+) .*$/gm, '')
    .replace('shop.example {', `http://127.0.0.1:${port} {`);
}

const bare = (port: number, api: string) =>
  `server { listen 127.0.0.1:${port}; location /atelier/ { proxy_pass http://${api}/; } }`;

const setups = [
  { name: 'nginx with a bare proxy_pass', kind: nginx, server: bare, isBare: true },
  {
    name: 'nginx as documented',
    kind: nginx,
    server: (port: number, api: string) => documented('nginx', port, api),
    isBare: false,
  },
  {
    name: 'Caddy as documented',
    kind: caddy,
    server: (port: number, api: string) => documented('caddyfile', port, api),
    isBare: false,
  },
] satisfies readonly {
  name: string;
  kind: ProxyKind;
  server: (port: number, api: string) => string;
  isBare: boolean;
}[];

describe.each(setups)('behind $name, below a path', ({ kind, server, isBare }) => {
  let reason: string | undefined;
  let proxy: RunningProxy | undefined;
  let api: Api | undefined;
  let url: string;
  let manifest: CheckpointManifest;

  beforeAll(async () => {
    const found = await findDebianProgram(kind.program);
    if ('reason' in found) {
      reason = found.reason;
      return;
    }
    const port = await freePort();
    url = `http://127.0.0.1:${port}/atelier`;
    api = await startApi({ PUBLIC_URL: url, TRUST_PROXY: '127.0.0.1' });
    ({ manifest } = await livelyCheckpoint(api, { imageSize: 32, nc: 3, nz: 10, ngf: 4, ndf: 4 }));
    proxy = await startProxy(kind, found.path, port, server(port, new URL(api.url).host));
  });
  afterAll(async () => {
    await proxy?.stop();
    await api?.remove();
  });

  /** A test of the API, skipped where there is no proxy. */
  const test = (name: string, run: (api: Api) => Promise<void>) =>
    it(name, async ({ skip }) => (api ? await run(api) : skip(reason)));

  test('server-sent events arrive before the next one is logged', async ({ jobs }) => {
    const id = await runningJob(jobs);
    const answer = await fetch(`${url}/jobs/${id}/stream`, { headers: { accept: 'text/event-stream' } });
    const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let step = 1; step <= 20; step++) {
      const seq = await logEvent(jobs, id, stepEvent(step));
      while (!text.includes(`id: ${seq}\n`)) {
        const { done, value } = await reader.read();
        if (done) throw new Error('the stream ended');
        text += value;
      }
    }
    await reader.cancel();
  });

  test('a WebSocket of a page of the service is live, if the proxy passes it on', async ({ jobs }) => {
    const id = await runningJob(jobs);
    const headers = { origin: new URL(url).origin };
    const client = new StreamClient(`${url.replace('http', 'ws')}/jobs/${id}/stream`, [], headers);
    if (isBare) return expect(await client.closed).toBe(1006);
    await client.untilHello();
    for (let step = 1; step <= 20; step++) await client.untilSeq(await logEvent(jobs, id, stepEvent(step)));
    client.socket.close();
  });

  test('an upload of some MB arrives, or is refused by the proxy', async () => {
    const form = new FormData();
    form.append('file', new Blob([Buffer.alloc(3_000_000)]), 'photos.zip');
    const answer = await fetch(`${url}/datasets`, { method: 'POST', body: form });
    const type = answer.headers.get('content-type');
    expect([answer.status, type]).toEqual(isBare ? [413, 'text/html'] : [422, 'application/problem+json']);
  });

  test('files come whole, in parts, and not again', async ({ url: direct }) => {
    for (const file of ['weights.safetensors', 'generator.onnx']) {
      const path = `/jobs/${manifest.job}/checkpoints/last/${file}`;
      const whole = Buffer.from(await (await fetch(`${direct}${path}`)).arrayBuffer());
      const proxied = await fetch(`${url}${path}`);
      expect(Buffer.from(await proxied.arrayBuffer()).equals(whole)).toBe(true);
      const etag = proxied.headers.get('etag') as string;
      const part = await fetch(`${url}${path}`, { headers: { range: 'bytes=1000-', 'if-range': etag } });
      expect([part.status, Buffer.from(await part.arrayBuffer()).equals(whole.subarray(1000))]).toEqual([206, true]);
      expect((await fetch(`${url}${path}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    }
  });

  test('every link leads back', async ({ jobs, store }) => {
    const { id: checkpoint } = manifest;
    const body = JSON.stringify({ checkpoint });
    const headers = { 'content-type': 'application/json' };
    const made = await fetch(`${url}/models/spring`, { method: 'PUT', headers, body });
    const order = JSON.stringify({ checkpoint, count: 1, format: 'json', images: 'links' });
    const generated = await fetch(`${url}/generate`, { method: 'POST', headers, body: order });

    const id = await runningJob(jobs);
    const last = await logSteps(jobs, id, 1, 5);
    await jobs.commit(id, { from: ['running'], sample: 5 });
    await store.put(`jobs/${id}/samples/5.png`, Buffer.from('a picture'));
    const samples = await fetch(`${url}/jobs/${id}/samples`);
    const told = `/jobs/${id}/samples/5.png`;
    const seq = await logEvent(jobs, id, { type: 'sample', data: { epoch: 0, step: 5, url: told } });
    const log = new EventLog(jobs.redis);
    await new EventArchive(store).append(id, undefined, await log.range(id, 0, last));
    await log.trim(id, last);
    const stream = await fetch(`${url}/jobs/${id}/stream`, { headers: { accept: 'text/event-stream' } });
    let events = '';
    for await (const chunk of Readable.fromWeb(stream.body as never)) {
      events += String(chunk);
      if (events.includes(`id: ${seq}\n`)) break;
    }
    const page = await (await fetch(`${url}/jobs/${id}/events?cursor=${last}`)).text();

    const links = {
      made: made.headers.get('location'),
      recipe: ((await generated.json()) as { designs?: { url: string }[] }).designs?.[0]?.url,
      sample: ((await samples.json()) as { items: { url: string }[] }).items[0]?.url,
      gap: /"history":"([^"]+)"/.exec(events)?.[1],
      event: /"url":"([^"]+)"/.exec(events)?.[1],
      logged: /"url":"([^"]+)"/.exec(page)?.[1],
    };
    for (const [name, found] of Object.entries(links)) {
      const link = String(found);
      expect([name, link.slice(0, url.length)]).toEqual([name, url]);
      expect([name, (await fetch(link, { method: 'HEAD' })).status]).toEqual([name, 200]);
    }
  });

  test('the reference and its description are below the path', async () => {
    const page = await fetch(`${url}/docs`);
    for (const [, path] of (await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect([path, (await fetch(new URL(path as string, page.url))).status]).toEqual([path, 200]);
    }
    const description = (await (await fetch(`${url}/openapi.json`)).json()) as { servers: { url: string }[] };
    expect(description.servers).toEqual([{ url }]);
  });
});
