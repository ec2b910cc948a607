import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { check, lock } from 'proper-lockfile';

/** An upload whose process has not said for so long that it lives is abandoned. In ms. */
const STALE_AFTER_MS = 30_000;

/** Where uploads lie while they are read; API processes may share it. */
export class UploadFolder {
  constructor(private readonly root: string) {}

  /** Gives `use` a folder of its own, and removes it afterwards. */
  async use<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.root, randomUUID());
    await mkdir(this.root, { recursive: true });
    // Held only to say that the process lives, from before there is anything to be taken for abandoned.
    const release = await lock(folder, { realpath: false, stale: STALE_AFTER_MS, onCompromised: () => {} });
    try {
      await mkdir(folder);
      return await use(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
      await release().catch(() => {});
    }
  }

  /** Removes uploads of processes that died. @returns how many there were */
  async removeAbandoned(): Promise<number> {
    const names = await readdir(this.root).catch(() => []);
    let removed = 0;
    for (const name of names.filter((each) => !each.endsWith('.lock'))) {
      const folder = join(this.root, name);
      if (await check(folder, { realpath: false, stale: STALE_AFTER_MS }).catch(() => true)) continue;
      await rm(folder, { recursive: true, force: true });
      await rm(`${folder}.lock`, { recursive: true, force: true });
      removed++;
    }
    return removed;
  }
}
