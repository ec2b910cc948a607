import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, endJob, logSteps, runningJob, startApi } from '../support/api.js';
import { findBrowser } from '../support/browser.js';
import { bearer, createKey } from '../support/keys.js';
import { serveFolder } from '../support/static-server.js';
import { upTo } from '../support/stream-client.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { snippetsOf } from './snippets.js';

const browser = await findBrowser();
const FOLLOW = snippetsOf('docs/stream.md').find(({ language }) => language === 'js')?.code as string;

/** Events of a job that has begun: it was queued, and it is running. */
const BEGUN = 2;

describe.skipIf(!browser)('an EventSource in Chromium', () => {
  let folder: string;
  let site: Awaited<ReturnType<typeof serveFolder>>;
  let api: Api;
  let proxy: TcpProxy;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-page-'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>A job</title>');
    site = await serveFolder(folder);
    api = await startApi({ ALLOWED_ORIGINS: site.url });
    proxy = await startTcpProxy(Number(new URL(api.url).port));
    page = await (browser as NonNullable<typeof browser>).newPage();
    await page.goto(`${site.url}/index.html`);
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await api?.remove();
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const url = () => `http://127.0.0.1:${proxy.port}`;
  const untilSeq = (seq: number) => page.waitForFunction(`window.seqs.includes(${seq})`);

  /** Breaks the connection while the job goes on. @returns the number of the job's last event */
  async function breakAndEnd(job: string): Promise<number> {
    await untilSeq(BEGUN);
    proxy.cut();
    await logSteps(api.jobs, job, 1, 20);
    proxy.mend();
    await untilSeq(BEGUN + 20);
    const last = await endJob(api.jobs, job);
    await page.waitForFunction('window.ended');
    return last;
  }

  // First, since a service that has keys stays locked.
  it('resumes by itself where there are no API keys', async () => {
    const job = await runningJob(api.jobs);
    await page.evaluate(`
      window.seqs = [];
      const source = new EventSource('${url()}/jobs/${job}/stream');
      source.onmessage = ({ lastEventId }) => window.seqs.push(Number(lastEventId));
      source.addEventListener('end', () => { source.close(); window.ended = true; });
    `);
    const last = await breakAndEnd(job);
    expect(await page.evaluate('window.seqs')).toEqual(upTo(last));
  });

  it('goes on with API keys by what docs/stream.md says, until its key is revoked', async () => {
    const admin = await createKey(api.url, ['admin']);
    const reader = await createKey(api.url, ['read'], admin.key);
    await page.addScriptTag({ content: FOLLOW });
    const follow = (job: string) =>
      page.evaluate(`
        window.seqs = [];
        window.ended = undefined;
        const options = { url: '${url()}', job: '${job}', key: '${reader.key}' };
        follow({ ...options, onEvent: ({ seq }) => window.seqs.push(seq) }).then(
          () => { window.ended = 'ended'; },
          (error) => { window.ended = error.message; },
        );
        undefined;
      `);
    const job = await runningJob(api.jobs);
    await follow(job);
    const last = await breakAndEnd(job);
    expect(await page.evaluate('window.seqs')).toEqual(upTo(last));

    await follow(await runningJob(api.jobs));
    await untilSeq(BEGUN);
    await fetch(`${api.url}/keys/${reader.id}`, { method: 'DELETE', headers: bearer(admin.key) });
    await page.waitForFunction('window.ended');
    expect(await page.evaluate('window.ended')).toBe('no ticket: 401');
  });
});
