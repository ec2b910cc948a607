import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Access } from '../access/access.js';
import { findDataset } from '../datasets/catalogue.js';
import { deleteDataset } from '../datasets/changes.js';
import { removePrepared } from '../datasets/prepared-files.js';
import type { DesignClient } from '../jobs/designs/design-client.js';
import { EventArchive } from '../jobs/events/event-archive.js';
import type { EventLog } from '../jobs/events/event-log.js';
import { History } from '../jobs/events/history.js';
import type { TrainingQueue } from '../jobs/queue/training-queue.js';
import { DatasetDeletion } from '../jobs/records/dataset-deletion.js';
import type { JobStore } from '../jobs/records/job-store.js';
import { Gallery } from '../library/gallery.js';
import { ModelCopies } from '../library/model-copies.js';
import { ModelStore } from '../library/model-store.js';
import { PixelPacks } from '../library/pixel-packs.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { cacheOf, keyInWhole, storeOf } from '../storage/workspace-store.js';
import type { AddressGuard } from '../webhooks/address-guard.js';
import { DeliveryLog } from '../webhooks/delivery-log.js';
import { WebhookStore } from '../webhooks/webhook-store.js';
import { UploadProgress } from './upload-progress.js';
import type { Workspace } from './workspaces.js';

/** What all workspaces share, and each has its part of. */
export interface Shared {
  readonly redis: Redis;
  readonly store: ArtifactStore;
  readonly jobs: JobStore;
  readonly queue: TrainingQueue;
  readonly log: EventLog;
  readonly designs: Pick<DesignClient, 'generate'>;
  readonly quotas: Access['quotas'];
  readonly guard: AddressGuard;
  readonly galleryDesigns: number;
  readonly dataFolder: string;
  readonly logger: Logger;
}

type Wanted = Parameters<DesignClient['generate']>[0];

/** A workspace's part of everything. */
export function makeWorkspace(name: string, shared: Shared): Workspace {
  const { redis, log, logger, designs } = shared;
  const store = storeOf(shared.store, name);
  const models = new ModelStore(redis, name);
  const jobs = shared.jobs.of(name);
  const deletions = new DatasetDeletion(redis, name);
  const webhooks = new WebhookStore(redis, shared.guard, name);
  return {
    name,
    store,
    jobs,
    queue: shared.queue.of(name, shared.quotas.of(name).jobs),
    history: new History(log, new EventArchive(store)),
    models,
    modelCopies: new ModelCopies(store, models),
    gallery: new Gallery(redis, shared.galleryDesigns, name),
    packs: new PixelPacks(store, redis, logger, name),
    uploadProgress: new UploadProgress(redis, name),
    webhooks,
    deliveries: new DeliveryLog(webhooks),
    designs: { generate: (wanted, signal) => designs.generate(inWholeStore(name, wanted), signal) },
    deleteDataset: async (dataset) => {
      const remove = () => deleteDataset(store, dataset.id);
      await deletions.run(dataset, remove, async () => (await findDataset(store, dataset.id)) !== undefined);
      await removePrepared(cacheOf(join(shared.dataFolder, 'cache'), name), dataset.id);
    },
  };
}

/** As samplers find it, who serve all workspaces. */
function inWholeStore(workspace: string, wanted: Wanted): Wanted {
  const { checkpoint } = wanted;
  const weights = { ...checkpoint.weights, key: keyInWhole(workspace, checkpoint.weights.key) };
  return { ...wanted, checkpoint: { ...checkpoint, weights } };
}
