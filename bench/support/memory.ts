import { readdirSync, readFileSync } from 'node:fs';

/** How often is looked, in ms. */
const POLL_EVERY_MS = 500;

/**
 * Watches how much memory a program holds: its process and all below it. Pages that processes share count once in all
 * (proportional set size), so a loader's workers count with what is their own.
 */
export class MemoryWatch {
  #peak = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#timer = setInterval(() => {
      this.#peak = Math.max(this.#peak, memoryOf(family(pid)));
    }, POLL_EVERY_MS);
  }

  /** @returns the most that was seen, in MiB */
  stop(): number {
    clearInterval(this.#timer);
    return this.#peak;
  }
}

function family(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : '';
    // After the command's name, which may hold spaces, come the state and the parent.
    if (stat) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const members = [pid];
  for (const member of members) {
    for (const [child, parent] of parents) if (parent === member) members.push(child);
  }
  return members;
}

function memoryOf(pids: readonly number[]): number {
  const kibibytes = pids.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0));
  return kibibytes.reduce((sum, size) => sum + size, 0) / 1024;
}

/** A file of a process that may be gone by now. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
