import { createHash } from 'node:crypto';
import net from 'node:net';

/**
 * Runs `work` while no other process of this user on this machine holds the lock of the same subject.
 *
 * The lock is a listening socket in Linux's abstract namespace: the kernel gives a name to one process only and frees
 * it when that process ends, however it ends, so there is no stale lock to detect. Who waits connects to it, and is
 * woken when the connection closes.
 * @template T
 * @param {string} subject a path: a clone, or the shared cache
 * @param {() => void} onWait called once when another process holds the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(subject, onWait, work) {
  const name = `\0atelier-setup-${createHash('sha256').update(`${process.getuid?.()} ${subject}`).digest('hex')}`;
  let server = await listen(name);
  if (!server) onWait();
  while (!server) {
    await released(name);
    server = await listen(name);
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}

/**
 * @param {string} name
 * @returns {Promise<{ close(): void } | undefined>} undefined when another process has the name
 */
function listen(name) {
  return new Promise((resolve, reject) => {
    /** @type {Set<net.Socket>} */
    const waiting = new Set();
    const server = net.createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => undefined); // a waiter that was killed is no concern of the holder
      socket.on('close', () => waiting.delete(socket));
    });
    server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => {
      const close = () => {
        server.close();
        for (const socket of waiting) socket.destroy();
      };
      resolve({ close });
    });
  });
}

/**
 * Resolves when the holder of the name closes or dies.
 * @param {string} name
 * @returns {Promise<void>}
 */
function released(name) {
  return new Promise((resolve) => {
    const socket = net.connect(name);
    socket.on('error', () => undefined); // gone before the connection: 'close' follows
    socket.on('close', () => resolve());
    socket.resume();
  });
}
