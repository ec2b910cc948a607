import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

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
