import path from 'node:path';
import { bringBinding, isBindingReady } from './binding.mjs';
import { bringBuild, isBuildReady } from './build.mjs';
import { withLock } from './lock.mjs';
import { requireNode, requirePlatform } from './machine.mjs';
import { arePackagesReady, bringPackages } from './npm-packages.mjs';
import { removeLeftovers } from './place.mjs';
import { bringRedis, findRedis } from './redis.mjs';
import { bringTensorflow, isTensorflowReady } from './tensorflow.mjs';
import { say } from './ui.mjs';

/** @typedef {import('./place.mjs').Place} Place */

/**
 * One thing that set-up brings. `isReady` is asked before each command, so it is quick; `bring` may be killed at any
 * moment and run again.
 * @typedef {object} Step
 * @property {string} name
 * @property {'root' | 'cache'} folder what `bring` writes to, which one process at a time may do
 * @property {(place: Place) => boolean} isReady
 * @property {(place: Place) => Promise<void>} bring
 */

/** In order: each may need those before it. @type {Step[]} */
const STEPS = [
  { name: 'npm packages', folder: 'root', isReady: arePackagesReady, bring: bringPackages },
  { name: 'TensorFlow', folder: 'cache', isReady: isTensorflowReady, bring: bringTensorflow },
  { name: 'TensorFlow binding', folder: 'cache', isReady: isBindingReady, bring: bringBinding },
  { name: 'Redis', folder: 'cache', isReady: (place) => findRedis(place) !== undefined, bring: bringRedis },
  { name: 'build', folder: 'root', isReady: isBuildReady, bring: bringBuild },
];

/**
 * The names of the steps that are not ready.
 * @param {Place} place
 */
export function missingSteps(place) {
  return STEPS.filter((step) => !step.isReady(place)).map((step) => step.name);
}

/**
 * Brings everything that is missing.
 * @param {Place} place
 * @throws {import('./ui.mjs').SetupError} with one sentence for the reader
 */
export async function setUp(place) {
  requireNode();
  requirePlatform();
  for (const step of STEPS) {
    if (step.isReady(place)) continue;
    const folder = place[step.folder];
    const onWait = () => say(`waiting for another set-up to finish with ${folder}`);
    await withLock(folder, onWait, async () => {
      if (step.isReady(place)) return; // brought while waiting
      removeLeftovers(folder);
      await step.bring(place);
    });
  }
}

/**
 * The environment that the project's commands run in.
 * @param {Place} place which is set up
 * @returns {NodeJS.ProcessEnv}
 */
export function commandEnvironment(place) {
  const bin = path.join(place.root, 'node_modules/.bin');
  return {
    ...place.env,
    ATELIER_REDIS_SERVER: findRedis(place),
    PATH: [bin, place.env.PATH].filter(Boolean).join(path.delimiter),
  };
}
