import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Logger } from 'pino';

/** A child process that speaks typed messages. Messages may hold typed arrays; they travel as they are. */
export interface Child<In, Out> {
  readonly pid: number | undefined;
  send(message: In): void;
  onMessage(listener: (message: Out) => void): void;
  /** Resolves when the process is gone and all it sent has been heard: its exit code, or the signal that ended it. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal?: NodeJS.Signals): void;
}

/**
 * Starts one of our entry points as a child. Its output goes to the log, a line an entry.
 * @param entry file of the entry point
 * @param args its command line, after the id of this process: a child ends with its parent
 * @param environment added to this process's own
 */
export function startChild<In, Out>(
  entry: URL,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  logger: Logger,
): Child<In, Out> {
  const child = fork(entry, [String(process.pid), ...args], {
    env: { ...process.env, ...environment },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A terminal's Ctrl-C goes to the whole group; the supervisor decides when its children stop.
    detached: true,
  });
  logLines(child, logger);
  // Node promises no order between a child's exit and the messages that are still in the channel.
  const disconnected = new Promise<void>((resolve) => child.once('disconnect', resolve));
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => void disconnected.then(() => resolve({ code, signal })));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  return {
    pid: child.pid,
    // A child that is gone hears nothing; its end is told by `exited`.
    send: (message) => void child.send(message as object, () => {}),
    onMessage: (listener) => child.on('message', (message) => listener(message as Out)),
    exited,
    kill: (signal = 'SIGTERM') => void child.kill(signal),
  };
}

function logLines(child: ChildProcess, logger: Logger): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => logger.debug({ pid: child.pid }, line));
  }
}
