/** The API process: wires it, starts it, closes it. */
import { join, resolve } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { buildApp } from './api/app.js';
import { cleanUpUploads } from './api/clean-up.js';
import { UploadFolder } from './api/upload-folder.js';
import { type Config, storeLocation } from './config.js';
import { DecoderPool } from './datasets/decoder-pool.js';
import { CheckpointLooks } from './jobs/checkpoint-looks.js';
import { DesignClient } from './jobs/design-client.js';
import { EventArchive } from './jobs/event-archive.js';
import { EventBus } from './jobs/event-bus.js';
import { EventLog } from './jobs/event-log.js';
import { History } from './jobs/history.js';
import { IdempotencyKeys } from './jobs/idempotency.js';
import { JobFiles } from './jobs/job-files.js';
import { JobLooks } from './jobs/job-looks.js';
import { JobStore } from './jobs/job-store.js';
import { LocalSamplers } from './jobs/local-samplers.js';
import { Outbox } from './jobs/outbox.js';
import { connectRedis, type RedisUrl, whenReady } from './jobs/redis.js';
import { RemoteSamplers } from './jobs/remote-samplers.js';
import { socketFolder } from './jobs/sampler-socket.js';
import { TrainingQueue } from './jobs/training-queue.js';
import { UploadProgress } from './jobs/upload-progress.js';
import { Gallery } from './library/gallery.js';
import { ModelCopies } from './library/model-copies.js';
import { ModelStore } from './library/model-store.js';
import { PixelPacks } from './library/pixel-packs.js';
import { openStore } from './storage/open-store.js';
import { version } from './version.js';

export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws Error if the address can't be listened on */
export async function startServer(
  config: Config,
  redisUrl: RedisUrl,
  logger: FastifyBaseLogger,
): Promise<RunningServer> {
  const redis = connectRedis(redisUrl, 'request');
  const log = new EventLog(redis);
  const events = new EventBus(connectRedis(redisUrl, 'background'), log);
  const designs = new DesignClient(
    new LocalSamplers(socketFolder(resolve(config.DATA_DIR))),
    new RemoteSamplers(redis, connectRedis(redisUrl, 'background')),
  );
  await whenReady(redis);
  await designs.start();
  const looks = new JobLooks(new JobStore(connectRedis(redisUrl, 'request')), connectRedis(redisUrl, 'notices'));
  const jobs = new JobStore(redis, (id) => {
    looks.forget(id);
    checkpoints.forget(id);
  });
  const checkpoints = new CheckpointLooks(jobs);
  const queue = new TrainingQueue(jobs, new Outbox(redis), redis);
  const store = await openStore(storeLocation(config));
  const models = new ModelStore(redis);
  const packs = new PixelPacks(store, redis, logger);
  const decoder = new DecoderPool({ entry: new URL('./decoder.js', import.meta.url) });
  const uploads = new UploadFolder(join(config.DATA_DIR, 'uploads'));
  const app = await buildApp(
    {
      redis,
      store,
      files: new JobFiles(store, redis),
      idempotency: new IdempotencyKeys(redis),
      jobs,
      looks,
      checkpoints,
      queue,
      log,
      history: new History(log, new EventArchive(store)),
      events,
      designs,
      models,
      modelCopies: new ModelCopies(store, models),
      gallery: new Gallery(redis, config.GALLERY_DESIGNS),
      packs,
      uploads: { folder: uploads, maxBytes: config.MAX_UPLOAD_BYTES },
      datasetRoots: config.DATASET_ROOTS,
      uploadProgress: new UploadProgress(redis),
      decoder,
      cacheFolder: join(config.DATA_DIR, 'cache'),
      version,
    },
    logger,
  );
  const cleaning = cleanUpUploads(uploads, store, logger);
  const url = await app.listen({ host: config.HOST, port: config.PORT });
  return {
    url,
    close: async () => {
      await app.close();
      await packs.close();
      cleaning.stop();
      await decoder.close();
      designs.close();
      events.close();
      looks.close();
      await queue.close();
      redis.disconnect();
    },
  };
}
