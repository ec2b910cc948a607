import pMap from 'p-map';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { findDataset, hasImageRecords, imageRecords, recordedIds } from './catalogue.js';

/** Records of images that are in memory at once. */
const CONCURRENCY = 4;

/**
 * Originals that a dataset has, or that an import may have claimed: those in any records of images. Records are read once,
 * since those under an id never change.
 */
export class OriginalsInUse {
  readonly #ids = new Set<string>();
  readonly #originals = new Set<string>();

  constructor(private readonly store: ArtifactStore) {}

  has(sha256: string): boolean {
    return this.#originals.has(sha256);
  }

  /** Reads the records that it doesn't know yet. */
  async read(): Promise<void> {
    const read = async (id: string): Promise<void> => {
      const images = await imageRecords(this.store, id);
      if (!images) return;
      for (const { sha256 } of images) this.#originals.add(sha256);
      this.#ids.add(id);
    };
    await pMap(await this.#unknown(), read, { concurrency: CONCURRENCY });
  }

  /** Whether it knows all records that there are. */
  async isComplete(): Promise<boolean> {
    for (const id of await this.#unknown()) if (await hasImageRecords(this.store, id)) return false;
    return true;
  }

  async #unknown(): Promise<string[]> {
    return (await recordedIds(this.store)).filter((id) => !this.#ids.has(id));
  }
}

/** The SHA-256 of every original that a dataset has. */
export async function originalsOfDatasets(store: ArtifactStore): Promise<Set<string>> {
  const originals = new Set<string>();
  for (const id of await recordedIds(store)) {
    if ((await findDataset(store, id)) === undefined) continue;
    for (const { sha256 } of (await imageRecords(store, id)) ?? []) originals.add(sha256);
  }
  return originals;
}
