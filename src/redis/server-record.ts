/**
 * Which server wrote the data in the folder of the embedded Redis. Before Redis 7.0 that was one file, `appendonly.aof`; since
 * then it is the folder `appendonlydir`. A server of either kind starts empty where it finds the other's data alone, or beside
 * its own, and says nothing.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const RECORD = 'server.json';
const ONE_FILE = 'appendonly.aof';
const MANY_FILES = 'appendonlydir';
/** Those that write a folder. */
const WITH_FOLDER = 'Redis 7.0 or newer, or Valkey';

const serverSchema = z.object({
  /** `Redis` or `Valkey`. */
  name: z.string(),
  version: z.string().regex(/^\d+\.\d+/),
  /** How it was started. */
  program: z.string(),
});

/** A program that keeps data as Redis does. */
export type RedisServer = Readonly<z.infer<typeof serverSchema>>;

/** Asks a program what it is. @throws Error if it is none, or can't be run */
export async function identifyServer(program: string): Promise<RedisServer> {
  const { stdout } = await promisify(execFile)(program, ['--version']).catch(({ message }: Error) => {
    throw new Error(`${program} can't be started: ${message.trim()}`);
  });
  const [, name, version] = /^(\S+) .*\bv=(\d+\.\d+[\d.]*)/.exec(stdout) ?? [];
  if (!name || !version) throw new Error(`${program} is no redis-server: its --version is "${stdout.trim()}".`);
  return { name, version, program };
}

/** What wrote the data in a folder; undefined if there is none, or it is from before there were records. */
export async function recordedServer(folder: string): Promise<RedisServer | undefined> {
  const text = await readFile(join(folder, RECORD), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : serverSchema.parse(JSON.parse(text));
}

export async function recordServer(folder: string, server: RedisServer): Promise<void> {
  const known = await recordedServer(folder);
  if (known && describe(known) === describe(server)) return;
  const pending = join(folder, `${RECORD}.pending`);
  await writeFile(pending, `${JSON.stringify(server)}\n`, { flush: true });
  await rename(pending, join(folder, RECORD));
}

/**
 * Lets a server start only where it finds all that was written before.
 * @throws Error that says which server is needed
 */
export async function refuseUnreadable(folder: string, server: RedisServer): Promise<void> {
  const writer = await recordedServer(folder);
  if (writer?.name === server.name && isOlder(server.version, writer.version)) throw unreadable(folder, server, writer);
  const folderFiles = await readdir(join(folder, MANY_FILES)).catch(() => []);
  if (folderFiles.length === 0) return;
  if (knowsOneFileOnly(server)) throw unreadable(folder, server, writer);
  // Redis 7.0 moves the one file into the folder before it writes there.
  const older = await stat(join(folder, ONE_FILE)).catch(() => undefined);
  if (older && older.size > 0 && folderFiles.some((name) => name.endsWith('.incr.aof'))) {
    throw new Error(
      `${folder} holds two sets of data, and a server reads one: ${MANY_FILES} is by ${WITH_FOLDER}, and ` +
        `${ONE_FILE} what an older Redis, which does not see it, has written since. Move one of them elsewhere.`,
    );
  }
}

export function describe({ name, version, program }: RedisServer): string {
  return `${name} ${version} (${program})`;
}

function unreadable(folder: string, server: RedisServer, writer: RedisServer | undefined): Error {
  const written = writer ? describe(writer) : WITH_FOLDER;
  return new Error(
    `The data in ${folder} was written by ${written}, which ${describe(server)} is too old to read: ` +
      'set ATELIER_REDIS_SERVER to a server of that version or newer.',
  );
}

function knowsOneFileOnly({ name, version }: RedisServer): boolean {
  return name === 'Redis' && isOlder(version, '7.0');
}

/** By the first two numbers: those of one such line read each other's data. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = than.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
