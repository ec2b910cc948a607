/**
 * `node kill-at-file-operation.mjs N MODULE`: runs a module, and kills this process with SIGKILL right before the Nth
 * operation on a file that it begins. Node's own loading of modules isn't counted.
 */
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const [last, module] = process.argv.slice(2);
let begun = 0;

function counted(owner, name) {
  const original = owner[name];
  owner[name] = function count(...args) {
    begun += 1;
    if (begun === Number(last)) process.kill(process.pid, 'SIGKILL');
    return original.apply(this, args);
  };
}

const handle = await promises.open(process.execPath);
const fileHandle = Object.getPrototypeOf(handle);
await handle.close();

// Streams use the functions with callbacks.
for (const name of ['open', 'write', 'writev', 'fsync', 'fdatasync', 'close']) counted(fs, name);
for (const name of ['mkdir', 'open', 'rename', 'rm', 'unlink', 'writeFile', 'readdir', 'stat']) counted(promises, name);
for (const name of ['write', 'writev', 'writeFile', 'sync', 'datasync', 'close']) counted(fileHandle, name);
syncBuiltinESMExports();

await import(module);
