/** The IPC channel from a child process to the parent that forked it. */

let lastWrite: Promise<void> = Promise.resolve();

/** Sends a message. Messages arrive in order; a parent that is gone gets none. */
export function tellParent(message: object): void {
  lastWrite = new Promise((resolve) => {
    if (process.send) process.send(message, () => resolve());
    else resolve();
  });
}

/**
 * Resolves when the system has taken every message, from where the parent can read them after this process has ended. A
 * process that disconnects or exits earlier loses what is still queued in it because the parent reads slowly.
 */
export async function allTold(): Promise<void> {
  await lastWrite;
}
