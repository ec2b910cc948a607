import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireCompiler } from './machine.mjs';
import { publishFolder } from './place.mjs';
import { run } from './processes.mjs';
import { LIBRARIES, tensorflowFolder } from './tensorflow.mjs';
import { lastLine, SetupError, say } from './ui.mjs';
import { NAPI_VERSION } from './versions.mjs';

const VERIFY = fileURLToPath(new URL('./verify-tensorflow.mjs', import.meta.url));
const TFJS_SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];
const FLAGS = ['-std=c++17', '-O2', '-fPIC', `-DNAPI_VERSION=${NAPI_VERSION}`];

/** The project's own ops: they are part of the binding, so that TensorFlow knows them as soon as tfjs is loaded. */
export const NATIVE = fileURLToPath(new URL('../../src/engine/native', import.meta.url));
const NATIVE_SOURCES = ['ops.cc', 'thread_pool.cc'];
/** Compiled for each of these instruction sets; the processor decides which is used. */
const VARIED_SOURCE = 'convolutions.cc';
export const VARIANTS = {
  kAvx512: ['-mavx512f', '-mavx512vl', '-mavx512bw', '-mavx512dq', '-mfma'],
  kAvx2: ['-mavx2', '-mfma'],
  kBaseline: [],
};
const VARIED_FLAGS = ['-std=c++17', '-O3', '-fPIC', '-ffp-contract=fast'];

/**
 * The files that this step works on.
 * @param {import('./place.mjs').Place} place
 */
export function bindingPaths(place) {
  const tfjs = path.join(place.root, 'node_modules/@tensorflow/tfjs-node-gpu');
  const tensorflow = tensorflowFolder(place);
  const { version } = JSON.parse(fs.readFileSync(path.join(tfjs, 'package.json'), 'utf8'));
  const recipe = recipeHash();
  // Its name holds everything that the compiled binding depends on, so that any clone may use it as it is. Node's
  // version is not among that: N-API is stable over them.
  const folder = path.join(place.cache, `tfjs-binding-${version}-${recipe}-${path.basename(tensorflow)}`);
  return {
    tfjs,
    tensorflow: path.join(tensorflow, 'tensorflow'),
    folder,
    compiled: path.join(folder, 'tfjs_binding.node'),
    link: path.join(tfjs, `lib/napi-v${NAPI_VERSION}/tfjs_binding.node`),
    // Says that the binding was seen to work, under this Node.
    proof: path.join(folder, `verified-node-${process.version}`),
  };
}

/** Of all that decides what the compiler makes. */
function recipeHash() {
  const hash = createHash('sha256').update(JSON.stringify([FLAGS, VARIED_FLAGS, VARIANTS]));
  for (const name of fs.readdirSync(NATIVE).sort()) {
    hash
      .update(`${name}\0`)
      .update(fs.readFileSync(path.join(NATIVE, name)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 8);
}

/** @param {import('./place.mjs').Place} place */
export function isBindingReady(place) {
  try {
    const { link, compiled, proof } = bindingPaths(place);
    return fs.readlinkSync(link) === compiled && fs.existsSync(compiled) && fs.existsSync(proof);
  } catch {
    return false; // no npm packages yet, or no link
  }
}

/**
 * Compiles tfjs-node's binding, with the project's own ops, against the cached TensorFlow, unless the cache has it, links it
 * into node_modules, and sees that it computes.
 * @param {import('./place.mjs').Place} place
 * @throws {SetupError}
 */
export async function bringBinding(place) {
  const { compiled, link, proof } = bindingPaths(place);
  if (!fs.existsSync(compiled)) await compile(place);
  fs.mkdirSync(path.dirname(link), { recursive: true });
  const fresh = `${link}.${process.pid}`;
  // Node resolves the link before it loads the library, so that the run path starts in the cache.
  fs.symlinkSync(compiled, fresh);
  fs.renameSync(fresh, link);
  await verify(place);
  fs.writeFileSync(proof, '');
}

/** @param {import('./place.mjs').Place} place */
async function compile(place) {
  const { tfjs, tensorflow, folder } = bindingPaths(place);
  const compiler = await requireCompiler(place.env);
  say('compiling the TensorFlow binding (about 20 s)');
  // These headers come from npm rather than with Node, which many installations of Node lack.
  const include = [path.join(place.root, 'node_modules/node-api-headers/include'), path.join(tensorflow, 'include')];
  // Relative to the binding, so that the cache can be moved or mounted elsewhere.
  const runPath = `$ORIGIN/${path.relative(folder, tensorflow)}`;
  await publishFolder(folder, async (temporary) => {
    const native = (/** @type {string} */ name) => path.join(NATIVE, name);
    const objects = [];
    for (const [variant, flags] of Object.entries(VARIANTS)) {
      const object = path.join(temporary, `${variant}.o`);
      const names = [`-DATELIER_VARIANT=${variant}`, '-c', native(VARIED_SOURCE), '-o', object];
      await runCompiler(compiler, [...VARIED_FLAGS, ...flags, ...names], place);
      objects.push(object);
    }
    const sources = [...TFJS_SOURCES.map((name) => path.join(tfjs, 'binding', name)), ...NATIVE_SOURCES.map(native)];
    const args = [...FLAGS, '-shared', ...include.map((directory) => `-I${directory}`), ...sources, ...objects];
    args.push('-o', path.join(temporary, 'tfjs_binding.node'));
    args.push(`-L${tensorflow}`, ...LIBRARIES.map((name) => `-l:${name}`), `-Wl,-rpath,${runPath}`);
    await runCompiler(compiler, args, place);
    for (const object of objects) fs.rmSync(object);
  });
}

/**
 * @param {string} compiler
 * @param {string[]} args
 * @param {import('./place.mjs').Place} place
 */
async function runCompiler(compiler, args, { env }) {
  const { ok, output, signal } = await run(compiler, args, { env });
  if (!ok) throw new SetupError(`The TensorFlow binding does not compile (${signal ?? lastLine(output)}).`);
}

/** @param {import('./place.mjs').Place} place */
async function verify(place) {
  const { ok, output, signal } = await run(process.execPath, [VERIFY, place.root], { env: place.env });
  if (ok) return say(output.trim().split('\n').at(-1) ?? '');
  if (signal === 'SIGILL' || signal === 'SIGABRT') {
    throw new SetupError(`TensorFlow does not run on this processor (${signal}: ${lastLine(output)}).`);
  }
  throw new SetupError(
    `TensorFlow does not load (${lastLine(output)}): bring it anew with "rm -r '${place.cache}' && npm run setup".`,
  );
}
