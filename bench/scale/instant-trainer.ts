/** A trainer without training: what is left of a job is what the queue, the record and a process cost. */
import type { FromTrainer } from '../../src/contracts/trainer-messages.js';

process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit(1));
process.on('message', ({ type }: { type: string }) => {
  if (type !== 'start') return;
  process.send?.({ type: 'ended', outcome: 'finished' } satisfies FromTrainer);
  process.disconnect();
});
