import { existsSync } from 'node:fs';
import { withLock } from '../../scripts/setup/lock.mjs';
import { publishFolder } from '../../scripts/setup/place.mjs';

/** Does something that no other test file may do to the same subject meanwhile. @param subject a path, or what it is about */
export async function oneAtATime<T>(subject: string, work: () => Promise<T>): Promise<T> {
  return await withLock(subject, () => {}, work);
}

/** Fills a folder that is not there: of test files that want it at the same time, the first does. */
export async function fillOnce(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  await oneAtATime(folder, async () => {
    if (!existsSync(folder)) await publishFolder(folder, fill);
  });
}
