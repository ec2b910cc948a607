import type { StoreLocation } from '../contracts/store-location.js';
import type { ArtifactStore } from './artifact-store.js';
import { DiskStore } from './disk-store.js';
import { storeOf } from './workspace-store.js';

/** The store at a location, or a workspace's part of it. S3's client, which is large, is loaded only where it is used. */
export async function openStore(location: StoreLocation): Promise<ArtifactStore> {
  const store = await openWhole(location);
  return location.workspace === undefined ? store : storeOf(store, location.workspace);
}

async function openWhole(location: StoreLocation): Promise<ArtifactStore> {
  if (location.kind === 'disk') return new DiskStore(location.folder);
  const { S3Store } = await import('./s3-store.js');
  return new S3Store(location);
}
