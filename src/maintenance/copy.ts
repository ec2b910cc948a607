import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import pMap from 'p-map';
import type { ArtifactStore, StoredObject } from '../storage/artifact-store.js';

/** Objects copied at once. */
const CONCURRENCY = 8;

/** Names of objects that are named by the SHA-256 of their bytes: photos and weights, which are nearly all bytes. */
const BY_HASH = /(?:^|\/)([0-9a-f]{64})(?:\.[a-z]+)?$/;

/** What became of an object: `gone` if it was removed before it could be copied. */
export type CopyOutcome = 'copied' | 'same' | 'gone';

export interface CopyOptions {
  /** Called after each object. */
  readonly onObject?: ((object: StoredObject, outcome: CopyOutcome, sha256: string) => void) | undefined;
  /** Objects that need not be looked at. */
  readonly skip?: ((object: StoredObject) => boolean) | undefined;
}

/**
 * Copies all objects of a store to another that has them not, or with other bytes. Each is read back and compared by
 * its checksum, so that what is copied once is right; one that is cut off is begun again the next time. Manifests come
 * after what they speak of.
 *
 * @throws AtelierError `storage_unavailable`; Error that names the first object that can't be copied whole
 */
export async function copyStore(from: ArtifactStore, to: ArtifactStore, options: CopyOptions = {}): Promise<void> {
  const records: StoredObject[] = [];
  const copy = async (object: StoredObject): Promise<void> => {
    if (options.skip?.(object)) return;
    const { outcome, sha256 } = await copyObject(from, to, object);
    options.onObject?.(object, outcome, sha256);
  };
  await pMap(partition(from.entries(), isRecord, records), copy, { concurrency: CONCURRENCY });
  await pMap(records, copy, { concurrency: CONCURRENCY });
}

/** @param expected the checksum that the bytes must have, where it is known */
export async function copyObject(
  from: ArtifactStore,
  to: ArtifactStore,
  { key, bytes }: Pick<StoredObject, 'key' | 'bytes'>,
  expected: string | undefined = BY_HASH.exec(key)?.[1],
): Promise<{ outcome: CopyOutcome; sha256: string }> {
  if ((await to.size(key)) === bytes) {
    const there = await checksumOf(to, key);
    if (there !== undefined && there === (expected ?? (await checksumOf(from, key)))) {
      return { outcome: 'same', sha256: there };
    }
  }
  const source = await from.getStream(key);
  if (!source) return { outcome: 'gone', sha256: '' };
  let sha256 = '';
  // A put whose source fails writes nothing: what was there stays.
  const checked = async function* (): AsyncIterable<Buffer> {
    const hash = createHash('sha256');
    for await (const chunk of source as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
    sha256 = hash.digest('hex');
    if (sha256 !== (expected ?? sha256)) throw new Error(`${key} in ${from.description} doesn't match its checksum`);
  };
  await to.put(key, Readable.from(checked(), { objectMode: false }));
  if ((await checksumOf(to, key)) !== sha256) throw new Error(`${key} did not arrive whole in ${to.description}`);
  return { outcome: 'copied', sha256 };
}

/** @returns the SHA-256 of an object's bytes in hex, or undefined if there is none */
async function checksumOf(store: ArtifactStore, key: string): Promise<string | undefined> {
  const body = await store.getStream(key);
  if (!body) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Something made of several objects exists by its record, a JSON object. */
function isRecord({ key }: StoredObject): boolean {
  return key.endsWith('.json');
}

/** Those that are not wanted yet, which are kept for later as the others pass. */
async function* partition<T>(items: AsyncIterable<T>, isLater: (item: T) => boolean, later: T[]): AsyncIterable<T> {
  for await (const item of items) {
    if (isLater(item)) later.push(item);
    else yield item;
  }
}
