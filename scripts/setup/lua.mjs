import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Copies the Lua files of the sources into a build, which the compiler doesn't do.
 * @param {string} root the project
 * @param {string} build folder that has `src` in it
 */
export function copyLua(root, build) {
  const sources = path.join(root, 'src');
  for (const name of fs.readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.lua')) continue;
    const copy = path.join(build, 'src', name);
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    fs.copyFileSync(path.join(sources, name), copy);
  }
}

// As a command, after `tsc`: into dist.
if (fs.realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) copyLua(process.cwd(), 'dist');
