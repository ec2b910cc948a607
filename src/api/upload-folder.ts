import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { KeepTouched } from '../storage/keep-touched.js';
import { makeFolder } from '../storage/make-folder.js';

/** An upload whose process has not said for so long that it lives is abandoned; how often one says so. In ms. */
const STALE_AFTER_MS = 30_000;
const TOUCHED_EVERY_MS = 10_000;

/** Beside an upload's folder: an empty folder that is touched as long as its process lives. */
const ALIVE = '.lock';

/** Where uploads lie while they are read; API processes may share it. */
export class UploadFolder {
  constructor(private readonly root: string) {}

  /** Gives `use` a folder of its own, and removes it afterwards. */
  async use<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.root, randomUUID());
    const alive = `${folder}${ALIVE}`;
    // There before anything that could be taken for abandoned.
    await makeFolder(alive);
    const touched = await KeepTouched.start({ utimes: (...times) => utimes(alive, ...times) }, TOUCHED_EVERY_MS);
    try {
      await mkdir(folder);
      return await use(folder);
    } finally {
      touched.stop();
      await rm(folder, { recursive: true, force: true });
      await rm(alive, { recursive: true, force: true });
    }
  }

  /** Removes uploads of processes that died. @returns how many there were */
  async removeAbandoned(): Promise<number> {
    const names = await readdir(this.root).catch(() => []);
    let removed = 0;
    for (const name of names.filter((each) => !each.endsWith(ALIVE))) {
      const folder = join(this.root, name);
      const touched = await stat(`${folder}${ALIVE}`).catch(() => undefined);
      if (touched && Date.now() - touched.mtimeMs < STALE_AFTER_MS) continue;
      await rm(folder, { recursive: true, force: true });
      await rm(`${folder}${ALIVE}`, { recursive: true, force: true });
      removed++;
    }
    return removed;
  }
}
