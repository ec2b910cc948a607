import type { FastifyBaseLogger } from 'fastify';
import { removeLeftovers } from '../datasets/changes.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { storeOf, workspacesIn } from '../storage/workspace-store.js';
import type { UploadFolder } from './upload-folder.js';

/** How often an API process looks for uploads of others that died, in ms. */
const POLL_EVERY_MS = 60_000;

/**
 * Removes, now and then, uploads of API processes that died, and the originals that these had put into the store.
 * Photos that nobody asked to keep must not stay.
 */
export function cleanUpUploads(
  uploads: UploadFolder,
  store: ArtifactStore,
  logger: FastifyBaseLogger,
): { stop: () => void } {
  const sweep = async (): Promise<void> => {
    try {
      const abandoned = await uploads.removeAbandoned();
      if (abandoned === 0) return;
      let originals = 0;
      for (const workspace of await workspacesIn(store)) originals += await removeLeftovers(storeOf(store, workspace));
      logger.info({ abandoned, originals }, 'removed uploads of a process that died');
    } catch (error) {
      logger.warn({ err: error }, 'uploads of a process that died could not be removed');
    }
  };
  const timer = setInterval(sweep, POLL_EVERY_MS);
  void sweep();
  return { stop: () => clearInterval(timer) };
}
