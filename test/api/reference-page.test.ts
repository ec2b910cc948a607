import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startApi } from '../support/api.js';
import { findBrowser } from '../support/browser.js';
import { createKey, operationsOf } from '../support/keys.js';

const browser = await findBrowser();

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await createKey(api.url, ['admin']);
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
  it('shows every operation, with its fields, and asks nobody else', async () => {
    const page = await (browser as NonNullable<typeof browser>).newPage({ viewport: { width: 1280, height: 1600 } });
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(api.url)) elsewhere.push(request.url());
    });
    try {
      await page.goto(`${api.url}/docs`);
      await page.waitForSelector('.opblock');
      const operations = await operationsOf(api.url);
      expect(await page.locator('.opblock').count()).toBe(operations.length);
      await page.locator('.opblock-post', { hasText: 'Start training' }).first().click();
      const details = page.locator('.opblock.is-open');
      await details.locator('text=idempotency_key_reused').first().waitFor();
      expect(await details.textContent()).toContain('safe to repeat');
    } finally {
      await page.close();
    }
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
  });
});
