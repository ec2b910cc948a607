import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { removeLeftovers } from '../../scripts/setup/place.mjs';
import { bringTensorflow, isTensorflowReady, NEEDED, tensorflowFolder } from '../../scripts/setup/tensorflow.mjs';
import { emptyPlace, filesBelow, makeWheel, ONE_SENTENCE, PROJECT, PYTHON, writeFiles } from './fixtures.js';

const KEPT = NEEDED.map((name) => `tensorflow/${name}${name.startsWith('include/') ? '/header.h' : ''}`).sort();
const TENSORFLOW = {
  ...Object.fromEntries(KEPT.map((name) => [name, 'kept'])),
  'tensorflow/include/unused/header.h': 'header',
  'tensorflow/python/unused.py': 'python',
};

const pinOf = (...wheels: ReturnType<typeof makeWheel>[]) => ({ version: '1.0', bytes: 1, download: '1 kB', wheels });

it('keeps of the wheels what the binding needs, the NVIDIA libraries beside TensorFlow', async () => {
  const place = { ...emptyPlace(), flavour: 'cuda' as const };
  const nvidia = {
    'nvidia/cuda_nvcc/bin/ptxas': '#!/bin/sh\n',
    'nvidia/cublas/lib/libcublas.so.12': 'library',
    'nvidia/cublas/include/cublas.h': 'header',
  };
  const wheels = [makeWheel(place.wheels, 'tensorflow', TENSORFLOW), makeWheel(place.wheels, 'nvidia-x-cu12', nvidia)];
  expect(isTensorflowReady(place)).toBe(false);
  await bringTensorflow(place, pinOf(...wheels));
  expect(isTensorflowReady(place)).toBe(true);
  const folder = tensorflowFolder(place);
  expect(filesBelow(folder)).toEqual(['nvidia/cublas/lib/libcublas.so.12', 'nvidia/cuda_nvcc/bin/ptxas', ...KEPT]);
  fs.accessSync(path.join(folder, 'nvidia/cuda_nvcc/bin/ptxas'), fs.constants.X_OK);
});

it('refuses a wheel that is not the pinned one, and leaves nothing of it', async () => {
  const place = emptyPlace();
  const wheel = makeWheel(place.wheels, 'tensorflow-cpu', TENSORFLOW);
  const bringing = bringTensorflow(place, pinOf({ ...wheel, sha256: '0'.repeat(64) }));
  await expect(bringing).rejects.toThrow(/does not have the pinned sha256.*\.$/);
  expect(isTensorflowReady(place)).toBe(false);
  expect(filesBelow(place.cache)).toEqual([]);
});

it("passes on pip's reason when the download fails", async () => {
  const place = emptyPlace();
  const pin = pinOf({ project: 'tensorflow-cpu', version: '1.0', sha256: '' });
  const failure = await bringTensorflow(place, pin).then(String, (error: Error) => error.message);
  expect(failure).toMatch(ONE_SENTENCE);
  expect(failure).toContain('No matching distribution found for tensorflow-cpu==1.0');
});

it('starts over after it was killed half way through unpacking', async () => {
  const place = emptyPlace();
  const pin = pinOf(makeWheel(place.wheels, 'tensorflow-cpu', TENSORFLOW));
  // A python3 that unpacks one file and then kills the set-up that called it: $3 is the target of unpack_wheel.py.
  const unpack = `mkdir "$3/tensorflow" && echo half > "$3/tensorflow/libtensorflow_cc.so.2" && kill -9 $PPID`;
  writeFiles(place.root, {
    'bin/python3': `#!/bin/sh\ncase "$1" in *unpack_wheel.py) ${unpack} ;; *) exec ${PYTHON} "$@" ;; esac\n`,
    'bring.mjs': `import { bringTensorflow } from '${PROJECT}/scripts/setup/tensorflow.mjs';
      const [place, pin] = process.argv.slice(2).map((text) => JSON.parse(text));
      await bringTensorflow(place, pin);`,
  });
  const env = { ...place.env, PATH: `${place.root}/bin:${place.env.PATH}` };
  const script = [path.join(place.root, 'bring.mjs'), JSON.stringify({ ...place, env }), JSON.stringify(pin)];
  expect(spawnSync(process.execPath, script).signal).toBe('SIGKILL');
  expect(isTensorflowReady(place)).toBe(false);

  removeLeftovers(place.cache);
  await bringTensorflow(place, pin);
  expect(isTensorflowReady(place)).toBe(true);
  expect(filesBelow(tensorflowFolder(place))).toEqual(KEPT);
  expect(fs.readdirSync(place.cache)).toHaveLength(1);
});
