import { spawn } from 'node:child_process';

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Ending */

const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Waits for a child and hands it the signals that come meanwhile.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<Ending & { received: NodeJS.Signals | undefined }>}
 * @throws what spawn reports, ENOENT for a command that is not there
 */
export function follow(child) {
  return new Promise((resolve, reject) => {
    const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    /** @type {NodeJS.Signals | undefined} */
    let received;
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      received = signal;
      // A terminal sends Ctrl-C to the whole group: the child has it already, and twice often means "at once".
      if (!(signal === 'SIGINT' && onTerminal)) child.kill(signal);
    };
    const done = () => {
      for (const signal of FORWARDED) process.off(signal, forward);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('close', (code, signal) => {
      done();
      resolve({ code, signal, received });
    });
  });
}

/**
 * Ends this process as the child ended, so that a shell or npm sees the same.
 * @param {Ending} ending
 */
export function endLike({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
}

/**
 * Runs a tool of set-up to its end. A signal that comes meanwhile ends the tool and then set-up itself.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean }} [options] `show`: the tool's standard output is
 *   progress for the reader, and goes to standard error instead of into `output`
 * @returns {Promise<{ ok: boolean, output: string, missing: boolean, signal: NodeJS.Signals | null }>}
 */
export async function run(command, args, { cwd, env = process.env, show = false } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', show ? 2 : 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text) => {
      output += text;
    });
  }
  try {
    const { code, signal, received } = await follow(child);
    if (received) process.kill(process.pid, received);
    return { ok: code === 0, output, missing: false, signal };
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
    return { ok: false, output: '', missing: true, signal: null };
  }
}
