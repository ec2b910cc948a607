import fs from 'node:fs';
import path from 'node:path';
import { run } from './processes.mjs';
import { SetupError, say } from './ui.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage
 */

/**
 * Whether node_modules is what package-lock.json says. npm keeps its own record of what it installed, and writes it
 * last, so an interrupted install has none; comparing with it also accepts what a developer's `npm install` did.
 * @param {import('./place.mjs').Place} place
 */
export function arePackagesReady({ root }) {
  let installed;
  try {
    installed = packagesOf(path.join(root, 'node_modules/.package-lock.json'));
  } catch {
    return false;
  }
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  for (const [name, { version, integrity, optional, devOptional }] of wanted) {
    const found = installed.get(name);
    if (!found && (optional || devOptional)) continue; // for another platform
    if (!found || found.version !== version || found.integrity !== integrity) return false;
  }
  return [...installed.keys()].every((name) => wanted.has(name));
}

/**
 * @param {string} lockfile
 * @returns {Map<string, LockedPackage>} by path, without the project itself
 */
function packagesOf(lockfile) {
  const packages = new Map(Object.entries(JSON.parse(fs.readFileSync(lockfile, 'utf8')).packages));
  packages.delete('');
  return packages;
}

/**
 * Installs the npm packages that package-lock.json names.
 * @param {import('./place.mjs').Place} place
 * @throws {SetupError}
 */
export async function bringPackages({ root, env }) {
  say('installing npm packages');
  // Under `npm run` npm says where it is; the same npm is the one that the user has configured.
  const cli = env.npm_execpath?.endsWith('npm-cli.js') ? env.npm_execpath : undefined;
  const [command, ...before] = cli ? [process.execPath, cli] : ['npm'];
  // The tools that build and test are development packages, wanted here even where NODE_ENV is "production".
  const args = [...before, 'ci', '--include=dev', '--no-audit', '--no-fund'];
  const { ok, missing, output } = await run(command, args, { cwd: root, env, show: true });
  if (missing)
    throw new SetupError('npm is missing: install Node together with npm, with "nvm install 24" for example.');
  if (!ok) {
    process.stderr.write(output);
    throw new SetupError(`"npm ci" failed in ${root}: see npm's lines above.`);
  }
}
