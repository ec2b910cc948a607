import fs from 'node:fs';
import path from 'node:path';
import { requireDisk, requirePip } from './machine.mjs';
import { makeCache, publishFolder } from './place.mjs';
import { say } from './ui.mjs';
import { TENSORFLOW } from './versions.mjs';
import { unpackWheel } from './wheels.mjs';

export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

// Of 13,000 headers the binding includes some 20, which are in these folders.
const HEADERS = [
  'tensorflow/c',
  'tensorflow/core/common_runtime/next_pluggable_device/c',
  'tensorflow/core/platform',
  'tsl/platform',
  'xla/tsl/c',
];

const TENSORFLOW_MEMBERS = [
  ...LIBRARIES.map((name) => `tensorflow/${name}`),
  ...HEADERS.map((folder) => `tensorflow/include/${folder}/*.h`),
  'tensorflow/THIRD_PARTY_NOTICES.txt',
];

// The libraries, XLA's compiler tools (bin, nvvm), and the licences. The rest is for building programs.
const NVIDIA_MEMBERS = ['nvidia/*/lib/*.so*', 'nvidia/*/bin/*', 'nvidia/*/nvvm/*', '*.dist-info/*License*'];

/**
 * The folder of the unpacked TensorFlow. It holds `tensorflow/`, and for CUDA `nvidia/` beside it: TensorFlow looks
 * for CUDA's libraries there.
 * @param {import('./place.mjs').Place} place
 */
export function tensorflowFolder({ cache, flavour }) {
  return path.join(cache, `tensorflow-${flavour}-${TENSORFLOW[flavour].version}-${process.platform}-${process.arch}`);
}

/** What TensorFlow's folder must have, below its `tensorflow/`. */
export const NEEDED = [...LIBRARIES, ...HEADERS.map((folder) => `include/${folder}`)];

/** @param {import('./place.mjs').Place} place */
export function isTensorflowReady(place) {
  // The folder appears by a rename when it is complete; looking into it also notices a partly emptied cache, and one that
  // an older set-up filled.
  return NEEDED.every((name) => fs.existsSync(path.join(tensorflowFolder(place), 'tensorflow', name)));
}

/**
 * Brings TensorFlow's C++ library out of its Python wheel into the cache.
 * @param {import('./place.mjs').Place} place
 * @param {import('./versions.mjs').TensorFlowPin} [pin]
 * @throws {import('./ui.mjs').SetupError}
 */
export async function bringTensorflow(place, pin = TENSORFLOW[place.flavour]) {
  makeCache(place);
  requireDisk(place.cache, pin.bytes, `TensorFlow for ${place.flavour === 'cuda' ? 'CUDA' : 'the CPU'}`);
  const env = await requirePip(place.env);
  say(`downloading TensorFlow ${pin.version} (${pin.download}) to ${place.cache}, once for all clones`);
  await publishFolder(tensorflowFolder(place), async (temporary) => {
    // One after the other: each wheel is removed before the next comes, which halves the space at the peak.
    for (const wheel of pin.wheels) {
      const members = wheel.project.startsWith('nvidia-') ? NVIDIA_MEMBERS : TENSORFLOW_MEMBERS;
      await unpackWheel(wheel, temporary, members, env);
    }
  });
}
