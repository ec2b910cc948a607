/** A replica of a run: one process that trains a share of each batch. The trainer starts it and speaks to it over IPC. */
import { on } from 'node:events';
import type { FromReplica, ToReplica } from './contracts/replica-messages.js';
import { summarizeError } from './errors.js';
import type { ReplicaRun } from './gan/replica-run.js';
import { allTold, tellParent } from './parent-channel.js';

// A replica whose trainer is gone must not hold a device.
process.on('disconnect', () => process.exit(1));
// Signals are the supervisor's to handle: it speaks to the trainer.
process.on('SIGTERM', () => {});
process.on('SIGINT', () => {});

try {
  await train();
} catch (error) {
  tellParent({ type: 'failed', error: summarizeError(error) } satisfies FromReplica);
  await allTold();
  process.exit(1);
}

async function train(): Promise<void> {
  const messages = on(process, 'message');
  // Loaded only now, so that the trainer's end is noticed before TensorFlow blocks the process.
  const gan = await import('./gan/replica-run.js');
  let run: ReplicaRun | undefined;
  for await (const [message] of messages as AsyncIterable<[ToReplica]>) {
    if (message.type === 'start') {
      run = await gan.ReplicaRun.start(message);
      continue;
    }
    const reply: FromReplica | undefined = await run?.hear(message);
    if (reply) tellParent(reply);
  }
}
