/**
 * Ends a process whose parent is gone, even while an op of TensorFlow blocks its event loop: a thread of its own looks.
 */
import { isMainThread, Worker, workerData } from 'node:worker_threads';

/** How often the thread looks, in ms. */
const POLL_EVERY_MS = 500;

interface GuardData {
  readonly parent: number;
}

/** @param parent the process that must be there, from the command line: it may be gone before this one asks */
export function endWithParent(parent: number): void {
  new Worker(new URL(import.meta.url), { workerData: { parent } satisfies GuardData }).unref();
}

if (!isMainThread) {
  const { parent } = workerData as GuardData;
  setInterval(() => {
    // An orphan is handed to another process. SIGKILL, since nothing in this process may be able to run.
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, POLL_EVERY_MS);
}
