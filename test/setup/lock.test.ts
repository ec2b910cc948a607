import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { withLock } from '../../scripts/setup/lock.mjs';
import { PROJECT, temporaryFolder } from './fixtures.js';

it('lets one in at a time', async () => {
  const subject = temporaryFolder();
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise(setImmediate);
    inside--;
  };
  const ignore = () => undefined;
  await Promise.all(Array.from({ length: 20 }, () => withLock(subject, ignore, work)));
  expect({ inside, most }).toEqual({ inside: 0, most: 1 });
});

it('is free again after its work failed', async () => {
  const subject = temporaryFolder();
  const never = () => expect.unreachable();
  await expect(withLock(subject, never, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await withLock(subject, never, async () => 'in')).toBe('in');
});

it('passes on when its holder is killed', async () => {
  const subject = temporaryFolder();
  const script = `import { withLock } from '${PROJECT}/scripts/setup/lock.mjs';
    await withLock(process.argv[1], () => undefined, () => new Promise(() => console.log('held')));`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script, subject]);
  await once(holder.stdout, 'data');
  let waited = 0;
  const kill = () => {
    waited++;
    holder.kill('SIGKILL');
  };
  expect(await withLock(subject, kill, async () => 'in')).toBe('in');
  expect(waited).toBe(1);
});
