import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** A line of a process's log. */
export type LogEntry = { readonly msg: string } & Record<string, unknown>;

/** One of Atelier's processes. */
export interface AtelierProcess {
  readonly pid: number;
  /** Resolves with the first entry of its log, from the start, that is looked for. */
  logs(wanted: (entry: LogEntry) => boolean): Promise<LogEntry>;
  /** Resolves when it is gone: its exit code, null after a signal. */
  readonly exited: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
  /** Ends it with a signal and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs `atelier` with arguments, and with variables added to this process's environment. */
export function startProcess(args: readonly string[], environment: Readonly<Record<string, string>>): AtelierProcess {
  const child = spawn(process.execPath, ['dist/src/cli.js', ...args], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    pid: child.pid as number,
    logs: logOf(child, exited),
    exited,
    signal: (signal) => void child.kill(signal),
    end: async (signal) => {
      child.kill(signal);
      return await exited;
    },
  };
}

function logOf(child: ChildProcess, exited: Promise<unknown>): AtelierProcess['logs'] {
  const entries: LogEntry[] = [];
  const looks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      entries.push(line.startsWith('{') ? (JSON.parse(line) as LogEntry) : { msg: line });
      for (const look of looks) look();
    });
  }
  return (wanted) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = entries.find(wanted);
        if (!found) return;
        looks.delete(look);
        resolve(found);
      };
      looks.add(look);
      look();
      void exited.then(() => reject(new Error(`the process ended: ${entries.at(-1)?.msg}`)));
    });
}

/** Ids of a process's children that run an entry point of ours, such as `trainer.js`. */
export async function childrenOf(pid: number, entry: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [stat, cmdline] = await Promise.all(
      ['stat', 'cmdline'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
    );
    // After the command's name, which may hold spaces, come the state and the parent.
    const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent === pid && cmdline?.includes(entry)) found.push(Number(name));
  }
  return found;
}

/** Resolves when a process is no more, or is a zombie that nobody waits for. */
export async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const state = stat.slice(stat.lastIndexOf(')') + 2)[0];
    if (state === undefined || state === 'Z') return;
    await sleep(20);
  }
}

/** The most memory that a process has held, in MB; 0 once it is gone. */
export async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}
