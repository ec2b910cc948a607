import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedKey } from '../../src/contracts/access.js';
import { type Api, startApi } from '../support/api.js';
import { findBrowser } from '../support/browser.js';
import { createKey, operationsOf } from '../support/keys.js';

const browser = await findBrowser();

let api: Api;
let admin: CreatedKey;
beforeAll(async () => {
  api = await startApi();
  admin = await createKey(api.url, ['admin']);
});
afterAll(async () => {
  await browser?.close();
  await api?.remove();
});

describe('/docs', () => {
  it('is there without a key, and allows a page what it needs and no more', async () => {
    const { status, headers } = await fetch(`${api.url}/docs`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:|\*/);
    expect((await fetch(`${api.url}/jobs`)).headers.get('content-security-policy')).not.toContain('script-src');
    expect((await fetch(`${api.url}/docs`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${api.url}/docs/package.json`)).status).toBe(404);
  });
});

describe.skipIf(!browser)('/docs in Chromium', () => {
  /** Opens the page, and holds that it was content and asked nobody else. */
  async function withPage(url: string, use: (page: Page) => Promise<void>): Promise<void> {
    const page = await (browser as NonNullable<typeof browser>).newPage({ viewport: { width: 1280, height: 1600 } });
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url)) elsewhere.push(request.url());
    });
    try {
      await page.goto(`${url}/docs`);
      await page.waitForSelector('.opblock');
      await use(page);
    } finally {
      await page.close();
    }
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
  }

  it('shows every operation, with its fields and errors', async () => {
    await withPage(api.url, async (page) => {
      // And what the service itself sends: a message to a webhook.
      expect(await page.locator('.opblock').count()).toBe((await operationsOf(api.url)).length + 1);
      await page.locator('.opblock-post', { hasText: 'Start training' }).click();
      const details = page.locator('.opblock.is-open');
      await details.locator('text=idempotency_key_reused').first().waitFor();
      expect(await details.textContent()).toContain('safe to repeat');
    });
  });

  it('sends requests with a key, below the path of a proxy too', async () => {
    const proxy = createServer((request, response) => {
      const path = (request.url ?? '').replace(/^\/atelier/, '');
      get(`${api.url}${path}`, { headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    try {
      await withPage(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}/atelier`, async (page) => {
        await page.locator('button.authorize').first().click();
        await page.locator('.auth-container input').fill(admin.key);
        await page.locator('.auth-btn-wrapper .authorize').click();
        await page.locator('.auth-btn-wrapper .btn-done').click();
        await page.locator('.opblock-get', { hasText: 'List the keys' }).click();
        await page.locator('.try-out__btn').click();
        await page.locator('.execute').click();
        const answer = page.locator('.live-responses-table .response');
        await answer.waitFor();
        expect(await answer.textContent()).toContain(admin.id);
      });
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});
