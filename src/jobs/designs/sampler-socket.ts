/**
 * The short way to a sampler: a Unix socket in the data folder, for API processes of the same machine. Requests and
 * answers pass neither Redis nor the worker's supervisor.
 */
import { readdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { SamplerReply, ToSampler } from '../../contracts/sampler-messages.js';
import { makeFolder } from '../../storage/make-folder.js';
import { shortSocketPath } from '../../storage/socket-path.js';
import { encodeReply, FrameReader, frame } from './design-wire.js';

const NAME = /^sampler-(\d+)\.sock$/;

/** What serves one connection. */
export interface Session {
  take(message: ToSampler): void;
  /** The other end is gone. */
  close(): void;
}

/** Where the samplers of a machine have their sockets. @param dataFolder DATA_DIR */
export function socketFolder(dataFolder: string): string {
  return join(dataFolder, 'run');
}

/** The sockets in a folder, by the process that listens or once listened. */
export async function socketsIn(folder: string): Promise<{ path: string; pid: number }[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => {
    const pid = NAME.exec(name)?.[1];
    return pid === undefined ? [] : [{ path: join(folder, name), pid: Number(pid) }];
  });
}

/** Listens for API processes until this process ends. Only this user may connect. */
export async function listenForApis(
  folder: string,
  open: (send: (reply: SamplerReply) => void) => Session,
): Promise<Server> {
  await makeFolder(folder, 0o700);
  await removeDead(folder);
  const server = createServer((socket) => serve(socket, open));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(shortSocketPath(join(folder, `sampler-${process.pid}.sock`)), resolve);
  });
  return server;
}

function serve(socket: Socket, open: (send: (reply: SamplerReply) => void) => Session): void {
  const session = open((reply) => socket.write(frame(encodeReply(reply))));
  const reader = new FrameReader();
  socket.on('data', (chunk) => {
    for (const message of reader.push(chunk as Buffer)) session.take(JSON.parse(message.toString()) as ToSampler);
  });
  socket.on('error', () => {});
  socket.on('close', () => session.close());
}

/** Sockets of processes that were killed stay behind. */
async function removeDead(folder: string): Promise<void> {
  for (const { path, pid } of await socketsIn(folder)) {
    if (!isAlive(pid) || pid === process.pid) await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
