import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedWebhook, Delivery } from '../../src/contracts/webhook.js';
import { type Api, endJob, runningJob, startApi } from '../support/api.js';
import { type Received, type Receiver, startReceiver } from '../support/webhook-receiver.js';
import { snippetsOf } from './snippets.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const snippets = snippetsOf(join(ROOT, 'docs/webhooks.md'));

/** The snippet of a language that has a text in it. */
function snippet(language: string, text: string): string {
  const found = snippets.filter((each) => each.language === language && each.code.includes(text));
  expect(found, `${language} with ${text}`).toHaveLength(1);
  return found[0]?.code as string;
}

let api: Api;
let folder: string;
let program: ChildProcess | undefined;
let receiver: Receiver;
/** What the first commands made. */
let created: CreatedWebhook;
beforeAll(async () => {
  api = await startApi({ WEBHOOK_PRIVATE_ADDRESSES: '127.0.0.1/32' });
  receiver = await startReceiver();
  folder = mkdtempSync(join(tmpdir(), 'atelier-docs-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  created = JSON.parse(await runShell(snippet('sh', 'curl'))) as CreatedWebhook;
});
afterAll(async () => {
  program?.kill();
  await api?.remove();
  await receiver?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs commands as written, but for where Atelier is and what its webhooks and messages are called. */
async function runShell(code: string, { webhook = '', message = '' } = {}): Promise<string> {
  const script = code
    .replaceAll('http://127.0.0.1:3000', api.url)
    .replaceAll('wh_…', webhook)
    .replaceAll('msg_…', message)
    .replaceAll('npx atelier', `'${process.execPath}' '${ROOT}bin/atelier.js'`);
  const env = { ...process.env, HOST: '127.0.0.1', PORT: new URL(api.url).port };
  return (await promisify(execFile)('bash', ['-e', '-c', script], { cwd: folder, env })).stdout;
}

async function ask<T>(method: string, path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return (await (await fetch(api.url + path, { method, headers, body: JSON.stringify(body) })).json()) as T;
}

async function untilOver(webhook: string, message: string): Promise<Delivery> {
  for (;;) {
    const delivery = (await (await fetch(`${api.url}/webhooks/${webhook}/deliveries/${message}`)).json()) as Delivery;
    if (delivery.state !== 'pending') return delivery;
  }
}

describe('docs/webhooks.md', () => {
  it('has a receiver in Node that takes what it is sent, once each, and a message that looks as it comes', async () => {
    const code = snippet('js', 'standardwebhooks').replace('.listen(4000)', '.listen(0, telling)');
    const telling = 'function telling() { console.log(this.address().port); }\n';
    writeFileSync(join(folder, 'receiver.mjs'), code + telling);
    program = spawn(process.execPath, ['receiver.mjs'], {
      cwd: folder,
      env: { ...process.env, WEBHOOK_SECRET: created.secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: program.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    const url = `http://127.0.0.1:${(await lines.next()).value}/`;
    await ask('PATCH', `/webhooks/${created.id}`, { url });

    const job = await runningJob(api.jobs);
    await endJob(api.jobs, job);
    expect((await lines.next()).value).toBe(`job.succeeded ${job} {}`);
    const { items } = (await (await fetch(`${api.url}/webhooks/${created.id}/deliveries`)).json()) as {
      items: Delivery[];
    };
    const [delivery] = items as [Delivery];
    const shown = JSON.parse(snippet('json', 'job.succeeded')) as Delivery['payload'];
    expect(Object.keys(delivery.payload)).toEqual(Object.keys(shown));
    expect(Object.keys(delivery.payload.data as object)).toEqual(Object.keys(shown.data as object));

    // Sent once more, it is taken and not told again: the next line is the next job's.
    await untilOver(created.id, delivery.id);
    const replayed = await runShell(snippet('sh', 'webhooks replay'), { webhook: created.id, message: delivery.id });
    expect(replayed).toMatch(new RegExp(`^${delivery.id} job.succeeded (pending|delivered) [12] `));
    const again = await untilOver(created.id, delivery.id);
    expect(again.attempts.map(({ status }) => status)).toEqual([204, 204]);
    const other = await runningJob(api.jobs);
    await endJob(api.jobs, other);
    expect((await lines.next()).value).toBe(`job.succeeded ${other} {}`);

    // A message that was not signed for it is refused.
    const forged = await fetch(url, { method: 'POST', body: JSON.stringify(delivery.payload) });
    expect(forged.status).toBe(400);
  });

  it('has commands that do what it says, and a check in Python that knows what is signed', async () => {
    const check = (secret: string, { headers, body }: Received) => {
      const call =
        '\nimport json, sys\nsecret, headers, body = json.load(sys.stdin)\nprint(verify(secret, headers, body.encode()))';
      const input = JSON.stringify([secret, headers, body]);
      return String(execFileSync('python3', ['-c', snippet('python', 'def verify') + call], { input })).trim();
    };
    // The webhook that the commands ask about is one whose receiver is here.
    await ask('PATCH', `/webhooks/${created.id}`, { url: receiver.url });
    const told = await runShell(snippet('sh', 'webhooks create'), { webhook: created.id });
    expect(told).toMatch(/^wh_\w+ enabled https:\/\/shop\.example\/hooks\/atelier job\.succeeded,job\.failed\nwhsec_/);
    expect(told).toMatch(/^msg_\w+ ping delivered 1 204$/m);
    const ping = receiver.received[0] as Received;
    expect(check(created.secret, ping)).toBe('True');
    expect(check(created.secret, { ...ping, body: `${ping.body} ` })).toBe('False');
    const headers = { ...ping.headers, 'webhook-timestamp': '1795512600' };
    expect(check(created.secret, { ...ping, headers })).toBe('False');

    const [gently, atOnce] = snippet('sh', 'rotate-secret').trim().split('\n') as [string, string];
    const rotate = async (command: string) =>
      /whsec_\S+/.exec(await runShell(command, { webhook: created.id }))?.[0] as string;
    const test = async () => {
      const { id } = await ask<Delivery>('POST', `/webhooks/${created.id}/test`, {});
      await untilOver(created.id, id);
      return receiver.received.at(-1) as Received;
    };
    const second = await rotate(gently);
    const both = await test();
    expect([created.secret, second].map((secret) => check(secret, both))).toEqual(['True', 'True']);
    const third = await rotate(atOnce);
    const alone = await test();
    expect([second, third].map((secret) => check(secret, alone))).toEqual(['False', 'True']);
  });

  it('leaves no command of `atelier webhooks` that does nothing', async () => {
    const webhook = created.id;
    const line = new RegExp(`^${webhook} disabled:request http`, 'm');
    expect(await runShell('npx atelier webhooks disable wh_…', { webhook })).toMatch(line);
    expect(await runShell('npx atelier webhooks list')).toMatch(line);
    expect(await runShell('npx atelier webhooks enable wh_…', { webhook })).toContain(`${webhook} enabled `);
    await ask('PATCH', `/webhooks/${webhook}`, { url: 'http://127.0.0.1:1/' });
    const failing = runShell('npx atelier webhooks test wh_…', { webhook });
    await expect(failing).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('ECONNREFUSED') });
    expect(await runShell('npx atelier webhooks delete wh_…', { webhook })).toBe(`${webhook} deleted\n`);
    expect(await runShell('npx atelier webhooks list')).not.toContain(webhook);
  });
});
