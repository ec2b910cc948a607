import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from './ui.mjs';

/**
 * Where set-up works: one clone of the project, and one cache that all clones of a user share.
 * @typedef {object} Place
 * @property {string} root the clone
 * @property {string} cache native libraries, compiled bindings and Redis
 * @property {Flavour} flavour which TensorFlow this machine uses
 * @property {NodeJS.ProcessEnv} env
 */
/** @typedef {'cpu' | 'cuda'} Flavour */

const FLAVOUR_FILE = 'tensorflow-flavour';

// A download whose set-up was killed may still be writing to the folder.
const REMOVE = { recursive: true, force: true, maxRetries: 5 };

/**
 * Reads the place from the environment. The flavour is remembered in the cache, because it belongs to the machine:
 * after one `npm run setup -- --cuda`, a plain `npm test` must not fall back to the CPU.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Place}
 */
export function findPlace(env = process.env) {
  const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
  const cache = path.resolve(
    env.ATELIER_NATIVE_DIR || path.join(env.XDG_CACHE_HOME || path.join(homeFolder() ?? root, '.cache'), 'atelier'),
  );
  let flavour = 'cpu';
  try {
    flavour = fs.readFileSync(path.join(cache, FLAVOUR_FILE), 'utf8').trim();
  } catch {
    // No choice made yet: the CPU works everywhere.
  }
  return { root, cache, flavour: flavour === 'cuda' ? 'cuda' : 'cpu', env };
}

/** Undefined for a user who has none, as any user of a container may. */
function homeFolder() {
  try {
    return os.homedir();
  } catch {
    return undefined;
  }
}

/**
 * Makes the cache's folder.
 * @param {Place} place
 * @throws {SetupError}
 */
export function makeCache({ cache }) {
  try {
    fs.mkdirSync(cache, { recursive: true });
  } catch (error) {
    throw new SetupError(
      `${cache} can't be made (${/** @type {Error} */ (error).message}): choose another folder with "export ATELIER_NATIVE_DIR=<folder>".`,
    );
  }
}

/**
 * The same place with another TensorFlow, remembered for later runs.
 * @param {Place} place
 * @param {Flavour} flavour
 * @returns {Place}
 */
export function chooseFlavour(place, flavour) {
  makeCache(place);
  replaceFile(path.join(place.cache, FLAVOUR_FILE), `${flavour}\n`);
  return { ...place, flavour };
}

/**
 * Writes a small file so that a reader sees the old text or the new text, never half of it.
 * @param {string} file
 * @param {string} text
 */
export function replaceFile(file, text) {
  const half = `${file}.${process.pid}`;
  fs.writeFileSync(half, text);
  fs.renameSync(half, file);
}

// Temporary folders carry the host's name: hosts (or containers) that share a cache by a volume do not share the
// lock, so each may clean up only after itself.
const tempPrefix = () => `.tmp-${os.hostname()}-`;

/**
 * Fills a temporary folder beside `target` and renames it into place, so that a folder that exists is complete.
 * @param {string} target
 * @param {(temporary: string) => Promise<void>} fill
 */
export async function publishFolder(target, fill) {
  const parent = path.dirname(target);
  fs.mkdirSync(parent, { recursive: true });
  const fresh = fs.mkdtempSync(path.join(parent, tempPrefix()));
  const old = `${fresh}-old`;
  try {
    fs.chmodSync(fresh, 0o755);
    await fill(fresh);
    if (fs.existsSync(target)) fs.renameSync(target, old);
    fs.renameSync(fresh, target);
  } finally {
    for (const folder of [fresh, old]) fs.rmSync(folder, REMOVE);
  }
}

/**
 * Removes what killed set-ups left half done. Call it under the lock of `folder` only.
 * @param {string} folder
 */
export function removeLeftovers(folder) {
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith(tempPrefix())) fs.rmSync(path.join(folder, name), REMOVE);
  }
}
