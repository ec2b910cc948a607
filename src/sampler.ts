/** The sampler: answers requests for designs. The supervisor starts it and speaks to it over IPC. */
import type { FromSampler, ToSampler } from './contracts/sampler-messages.js';
import { summarizeError } from './errors.js';
import { endWithParent } from './orphan-guard.js';
import { GeneratorCache } from './sampling/generator-cache.js';
import { SharedSampler } from './sampling/shared-sampler.js';
import { DiskStore } from './storage/disk-store.js';

// A sampler whose supervisor is gone must not hold a device.
process.on('disconnect', () => process.exit(1));
const [parent, storeFolder] = process.argv.slice(2);
if (!storeFolder) throw new Error('usage: sampler PARENT_PID STORE_FOLDER');
endWithParent(Number(parent));
process.on('SIGINT', () => {});

const batcher = new SharedSampler(new GeneratorCache(new DiskStore(storeFolder)));

process.on('message', ({ id, request }: ToSampler) => {
  batcher.generate(request).then(
    (designs) => send({ type: 'designs', id, designs }),
    (error: unknown) => send({ type: 'failed', id, error: summarizeError(error) }),
  );
});
send({ type: 'ready' });

function send(message: FromSampler): void {
  process.send?.(message);
}
