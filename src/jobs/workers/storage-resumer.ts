import type { Logger } from 'pino';
import { checkpointBytes, networkShape } from '../../models/networks.js';
import { moveTo } from '../records/job-record.js';
import type { JobStore } from '../records/job-store.js';

/** Free bytes wanted beside the next checkpoint: for sample grids and what else a job writes. */
const MARGIN_BYTES = 1024 ** 2;
/** A job that is stopped by the storage again waits longer each time, in ms. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

/** Queues jobs that are paused for storage again when the store can take their next checkpoint. */
export class StorageResumer {
  readonly #waits = new Map<string, { readonly until: number; readonly ms: number }>();

  /** @param hasRoom whether the store can take so many bytes */
  constructor(
    private readonly jobs: JobStore,
    private readonly hasRoom: (bytes: number) => Promise<boolean>,
    private readonly logger: Logger,
  ) {}

  /** @param jobIds jobs that are paused for storage */
  async resume(jobIds: readonly string[]): Promise<void> {
    for (const jobId of jobIds) {
      const wait = this.#waits.get(jobId);
      if (wait && Date.now() < wait.until) continue;
      const bytes = checkpointBytes(networkShape(await this.jobs.get(jobId)));
      if (!(await this.hasRoom(bytes + MARGIN_BYTES))) continue;
      const ms = Math.min(wait ? 2 * wait.ms : FIRST_WAIT_MS, LONGEST_WAIT_MS);
      this.#waits.set(jobId, { until: Date.now() + ms, ms });
      const result = await this.jobs.commit(jobId, {
        from: ['paused'],
        expect: { pauseReason: 'storage' },
        patch: moveTo({ state: 'queued' }),
        event: { type: 'state', data: { state: 'queued', reason: 'the store can be written again' } },
      });
      if (!('rejected' in result)) this.logger.info({ job: jobId }, 'the store has room again: the job goes on');
    }
  }
}
