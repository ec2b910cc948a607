import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { untilGone } from './support/processes.js';

it('a child whose parent is killed ends within 5 s, even while its event loop is blocked', async () => {
  const parent = spawn(process.execPath, [join(import.meta.dirname, 'support/blocked-orphan.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
  parent.kill('SIGKILL');
  const killed = Date.now();
  await untilGone(Number(pid));
  expect(Date.now() - killed).toBeLessThan(5_000);
});
