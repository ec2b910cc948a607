import { execFile } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startApi } from '../support/api.js';
import { findBrowser } from '../support/browser.js';
import { postWeights } from '../support/import-weights.js';
import { type LivelyCheckpoint, livelyCheckpoint } from '../support/lively-checkpoint.js';
import { findReaders, PythonFolder } from '../support/python.js';
import { serveFolder } from '../support/static-server.js';
import { snippetsOf } from './snippets.js';

const python = await findReaders();
const browser = await findBrowser();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TUTORIAL = { imageSize: 64, nc: 3, nz: 100, ngf: 64, ndf: 64 } as const;

/** What the tutorial's reader has on disk: both networks, as torch.save writes them. */
const SAVE_NOTEBOOK = `
import sys
sys.path.insert(0, "${ROOT}test/export/peers")
import torch
from tutorial import Discriminator, Generator
torch.save(Generator(100, 64, 3).state_dict(), "netG.pth")
torch.save(Discriminator(64, 3).state_dict(), "netD.pth")
`;

describe.skipIf(!python || !browser)('docs/export.md', () => {
  let api: Api;
  let folder: PythonFolder;
  let checkpoint: LivelyCheckpoint;
  beforeAll(async () => {
    folder = new PythonFolder(python as string);
    api = await startApi();
    checkpoint = await livelyCheckpoint(api, TUTORIAL);
    folder.run('-c', SAVE_NOTEBOOK);
  });
  afterAll(async () => {
    await browser?.close();
    await api?.remove();
    folder?.remove();
  });

  /** Runs commands as written, but for where Atelier is and what its job is called. */
  async function runShell(code: string): Promise<string> {
    const { job, step } = checkpoint.manifest;
    const script = code
      .replaceAll('http://127.0.0.1:3000', api.url)
      .replaceAll('job_…', job)
      .replaceAll('/480', `/${step}`)
      .replaceAll('npx atelier', `'${process.execPath}' '${ROOT}bin/atelier.js'`);
    const env = { ...process.env, HOST: '127.0.0.1', PORT: new URL(api.url).port };
    const { stdout } = await promisify(execFile)('bash', ['-e', '-c', script], { cwd: folder.path, env });
    return stdout;
  }

  /** What a program made in `images`, and that its values are those of an image. */
  function runPython(code: string): string {
    const report = code.includes('images')
      ? '\nprint(list(images.shape), images.min() < -0.2, images.max() > 0.2)'
      : '';
    return folder.run('-c', code + report).trim();
  }

  /** Opens the page as a browser would. @returns how many colours its canvas has */
  async function openPage(html: string): Promise<number> {
    writeFileSync(join(folder.path, 'index.html'), html);
    copyFileSync(join(ROOT, 'node_modules/@tensorflow/tfjs/dist/tf.min.js'), join(folder.path, 'tf.min.js'));
    const site = await serveFolder(folder.path);
    const page = await (browser as NonNullable<typeof browser>).newPage();
    try {
      await page.goto(`${site.url}/index.html`);
      await page.waitForFunction('document.querySelector("#design").width === 64');
      return (await page.evaluate(
        `(() => {
          const { data } = document.querySelector('#design').getContext('2d').getImageData(0, 0, 64, 64);
          return new Set(new Uint32Array(data.buffer)).size;
        })()`,
      )) as number;
    } finally {
      await page.close();
      await site.close();
    }
  }

  it('has commands, programs and a page that do what it says, in its order', async () => {
    const jobs: string[] = [];
    const made: string[] = [];
    let colours = 0;
    for (const { language, code } of snippetsOf(join(ROOT, 'docs/export.md'))) {
      if (language === 'sh') jobs.push(...((await runShell(code)).match(/job_\w{26}/g) ?? []));
      else if (language === 'python') made.push(runPython(code));
      else if (language === 'html') colours = await openPage(code);
      else throw new Error(`nothing here runs ${language}`);
    }
    expect(made).toEqual(['[8, 3, 64, 64] tensor(True) tensor(True)', '[8, 3, 64, 64] True True', '']);
    expect(colours).toBeGreaterThan(256);
    const imported = [...new Set(jobs)];
    expect(imported).toHaveLength(2);
    for (const id of imported) expect(await api.jobs.get(id)).toMatchObject({ state: 'succeeded', origin: 'import' });
  });

  it("is right that torch.save's files are refused", async () => {
    const { status, body } = await postWeights(api.url, { generator: folder.read('netG.pth') });
    expect(status).toBe(422);
    expect(body.detail).toContain('written by torch.save');
  });
});
