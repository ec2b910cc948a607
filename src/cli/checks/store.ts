import { randomUUID } from 'node:crypto';
import type { ArtifactStore } from '../../storage/artifact-store.js';
import { type Finding, findingOf, LITTLE_ROOM, missing, warning } from './finding.js';

const FOLDER = 'doctor';

export interface StoreState {
  readonly finding: Finding;
  /** By how much this machine's clock is ahead of the one that dates its objects, in seconds; to a second in S3. */
  readonly clockSkew: number | undefined;
}

/** Writes an object that must be new, twice: a server that ignores conditions would keep no lock either. */
export async function checkStore(store: ArtifactStore): Promise<StoreState> {
  const key = `${FOLDER}/${randomUUID()}`;
  try {
    const begun = Date.now();
    const first = await store.putNew(key, Buffer.from('1'));
    const written = (begun + Date.now()) / 2;
    const second = await store.putNew(key, Buffer.from('2'));
    const [kept, dated] = [await store.get(key), await dateOf(store, key)];
    await store.remove(key);
    const complaints = [
      first && !second ? undefined : missing('It knows no conditional writes, which locks depend on'),
      (await store.hasRoom(LITTLE_ROOM)) ? undefined : warning(`It has not ${LITTLE_ROOM / 1e9} GB of room`),
      kept?.toString() === '1' ? undefined : missing('It gives back something else than was written'),
    ];
    const clockSkew = dated === undefined ? undefined : (written - dated) / 1_000;
    return { finding: findingOf('store', store.description, complaints), clockSkew };
  } catch (error) {
    const finding = findingOf('store', store.description, [missing((error as Error).message)]);
    return { finding, clockSkew: undefined };
  }
}

/** When an object was written, by the clock of the store; in ms since 1970. */
async function dateOf(store: ArtifactStore, key: string): Promise<number | undefined> {
  for await (const object of store.entries(FOLDER)) if (object.key === key) return object.modifiedAt.getTime();
  return undefined;
}
