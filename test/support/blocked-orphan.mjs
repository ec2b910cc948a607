/** Started alone, a parent that tells its child's id; as the child, one whose event loop is blocked for ever. */
import { fork } from 'node:child_process';
import { endWithParent } from '../../dist/src/orphan-guard.js';

const [parent] = process.argv.slice(2);
if (parent) {
  endWithParent(Number(parent));
  process.send('ready');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
} else {
  const child = fork(import.meta.filename, [String(process.pid)]);
  child.on('message', () => process.stdout.write(`${child.pid}\n`));
}
