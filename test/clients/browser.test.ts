import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, endJob, logSteps, runningJob, startApi } from '../support/api.js';
import { findBrowser } from '../support/browser.js';
import { installClient, ROOT } from '../support/installed-client.js';
import { bearer, createKey } from '../support/keys.js';
import { serveFolder } from '../support/static-server.js';
import { upTo } from '../support/stream-client.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

const browser = await findBrowser();

/** Events of a job that has begun: it was queued, and it is running. */
const BEGUN = 2;

describe.skipIf(!browser)('the client in Chromium, in the page of its examples as Vite bundles it', () => {
  let folder: string;
  let site: Awaited<ReturnType<typeof serveFolder>>;
  let api: Api;
  let proxy: TcpProxy;
  let admin: { readonly key: string };
  let reader: { readonly id: string; readonly key: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-client-'));
    await installClient(folder);
    const root = join(folder, 'page');
    await cp(join(ROOT, 'clients/typescript/examples/browser'), root, { recursive: true });
    await build({ root, base: './', logLevel: 'error', configFile: false });
    site = await serveFolder(join(root, 'dist'));
    api = await startApi({ ALLOWED_ORIGINS: site.url });
    proxy = await startTcpProxy(Number(new URL(api.url).port));
    admin = await createKey(api.url, ['admin']);
    reader = await createKey(api.url, ['read'], admin.key);
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await api?.remove();
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function withPage(job: string, use: (page: Page, sockets: string[]) => Promise<void>): Promise<void> {
    const page = await (browser as NonNullable<typeof browser>).newPage();
    const sockets: string[] = [];
    await page.clock.install();
    page.on('websocket', (socket) => sockets.push(socket.url()));
    const query = new URLSearchParams({ url: `http://127.0.0.1:${proxy.port}`, job, key: reader.key });
    try {
      await page.goto(`${site.url}/index.html?${query}`);
      await use(page, sockets);
    } finally {
      await page.close();
    }
  }

  const seqs = (page: Page) => page.locator('#events li').evaluateAll((items) => items.map(({ value }) => value));
  const untilState = (page: Page, text: string) => page.locator('#state', { hasText: text }).waitFor();
  const untilSeq = (page: Page, seq: number) => page.locator(`#events li[value="${seq}"]`).waitFor();

  it('shows each event once, over WebSockets with tickets, through a connection that breaks', async () => {
    const id = await runningJob(api.jobs);
    await withPage(id, async (page, sockets) => {
      await untilSeq(page, BEGUN);
      proxy.cut();
      await logSteps(api.jobs, id, 1, 20);
      proxy.mend();
      await untilSeq(page, BEGUN + 20);
      const last = await endJob(api.jobs, id);
      await untilState(page, 'succeeded');
      expect(await seqs(page)).toEqual(upTo(last));
      expect(sockets.length).toBeGreaterThanOrEqual(2);
      for (const url of sockets) expect(url).toMatch(/\/stream\?after=\d+&heartbeats=true&ticket=[\w-]+$/);
    });
  });

  it('takes a connection that died without a word for lost', async () => {
    const id = await runningJob(api.jobs);
    await withPage(id, async (page, sockets) => {
      await untilSeq(page, BEGUN);
      proxy.silence();
      await logSteps(api.jobs, id, 1, 20);
      // A minute of the page's time; and another, since the browser asks for a ticket over a connection that died too.
      const ticket = page.waitForRequest('**/tickets');
      await page.clock.fastForward(60_000);
      await ticket;
      await page.clock.fastForward(60_000);
      await untilSeq(page, BEGUN + 20);
      const last = await endJob(api.jobs, id);
      await untilState(page, 'succeeded');
      expect(await seqs(page)).toEqual(upTo(last));
      expect(sockets.length).toBeGreaterThanOrEqual(2);
    });
  });

  it('is told by its code what it is refused for', async () => {
    await withPage('job_none', (page) => untilState(page, 'job_not_found: '));
    const id = await runningJob(api.jobs);
    await withPage(id, async (page) => {
      await untilSeq(page, BEGUN);
      await fetch(`${api.url}/keys/${reader.id}`, { method: 'DELETE', headers: bearer(admin.key) });
      await untilState(page, 'unauthenticated: ');
    });
  });
});
