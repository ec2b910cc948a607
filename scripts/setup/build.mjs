import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { copyLua } from './lua.mjs';
import { publishFolder } from './place.mjs';
import { run } from './processes.mjs';
import { SetupError, say } from './ui.mjs';

const CONFIGURATION = 'tsconfig.build.json';
const STAMP = '.built-from';

/**
 * A hash of everything that the build reads. By content, because a checkout changes times without changing files.
 * @param {string} root
 */
function fingerprint(root) {
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', CONFIGURATION];
  for (const folder of ['src', 'clients/typescript/src', 'scripts', 'bench']) {
    if (!fs.existsSync(path.join(root, folder))) continue;
    const names = fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    files.push(...names.filter((name) => /\.(ts|mjs|json|lua)$/.test(name)).map((name) => path.join(folder, name)));
  }
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const absolute = path.join(root, file);
    if (fs.existsSync(absolute)) hash.update(`${file}\0`).update(fs.readFileSync(absolute)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {import('./place.mjs').Place} place */
export function isBuildReady({ root }) {
  if (!fs.existsSync(path.join(root, CONFIGURATION))) return true;
  const stamp = path.join(root, 'dist', STAMP);
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === fingerprint(root);
}

/**
 * Compiles the project to `dist/`, with Lua files beside the modules that read them. It is replaced as a whole: no output of a
 * removed source stays.
 * @param {import('./place.mjs').Place} place
 * @throws {SetupError}
 */
export async function bringBuild({ root, env }) {
  say('building');
  await publishFolder(path.join(root, 'dist'), async (temporary) => {
    const stamp = fingerprint(root); // before compiling: a file saved meanwhile makes the next run build again
    const args = ['-p', CONFIGURATION, '--outDir', temporary];
    const { ok, output } = await run(path.join(root, 'node_modules/.bin/tsc'), args, { cwd: root, env });
    if (!ok) {
      process.stderr.write(output);
      throw new SetupError('The build failed: see the errors above.');
    }
    copyLua(root, temporary);
    fs.writeFileSync(path.join(temporary, STAMP), stamp);
  });
}
