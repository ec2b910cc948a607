import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { findManifest, type Manifest, readProjectFile, renderOverlay } from '../support/manifests.js';
import { pinnedFiles } from '../support/pinned-files.js';

const OVERLAYS = ['in-cluster-redis', 'managed-redis', 'gpu', 's3', 'monitoring'] as const;

const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false });
const validators = new Map<string, ValidateFunction>();
let schemas: string;
const rendered = new Map<string, Manifest[]>();

beforeAll(async () => {
  schemas = join(
    await pinnedFiles('kubernetes-schemas'),
    'kubernetes_validate/kubernetes-json-schema/v1.35.0-local-strict',
  );
  ajv.addSchema(readSchema('_definitions.json'), '/api/_definitions.json');
  for (const overlay of OVERLAYS) rendered.set(overlay, await renderOverlay(overlay));
});

function readSchema(file: string): object {
  return JSON.parse(readFileSync(join(schemas, file), 'utf8')) as object;
}

/** @returns what Kubernetes 1.35 would refuse of an object */
function errorsOf(manifest: Manifest): ErrorObject[] {
  const [group, version] = manifest.apiVersion.includes('/')
    ? manifest.apiVersion.split('/')
    : ['', manifest.apiVersion];
  const name = [manifest.kind.toLowerCase(), group?.replace(/\..*$/, ''), version].filter(Boolean).join('-');
  const validate = validators.get(name) ?? ajv.compile(readSchema(`${name}.json`));
  validators.set(name, validate);
  validate(manifest);
  return validate.errors ?? [];
}

/** KEDA's and the Prometheus Operator's objects. */
const isCustom = ({ apiVersion }: Manifest) => /^(?:keda\.sh|monitoring\.coreos\.com)\//.test(apiVersion);

describe.each(OVERLAYS)('the overlay %s', (overlay) => {
  const manifests = () => rendered.get(overlay) as Manifest[];

  it('has only fields that Kubernetes knows', () => {
    for (const manifest of manifests().filter((each) => !isCustom(each))) expect(errorsOf(manifest)).toEqual([]);
  });

  it('names every secret and every key of it that is asked for', () => {
    const secrets = manifests().filter(({ kind }) => kind === 'Secret');
    const there = secrets.flatMap(({ metadata, data, stringData }) =>
      Object.keys(data ?? stringData ?? {}).map((key) => `${metadata.name} ${key}`),
    );
    const asked = [...JSON.stringify(manifests()).matchAll(/"key":"(\w+)","name":"([\w-]+)"/g)];
    expect(asked.length).toBeGreaterThan(2);
    for (const [, key, name] of asked) expect(there).toContain(`${name} ${key}`);
  });

  it('scales a deployment that is there, and leaves its replicas to KEDA', () => {
    const { name } = findManifest(manifests(), 'ScaledObject', 'atelier-worker').spec.scaleTargetRef as {
      name: string;
    };
    expect(findManifest(manifests(), 'Deployment', name).spec).not.toHaveProperty('replicas');
  });

  it('lets every pod run in a namespace with the restricted pod security standard', () => {
    const pods = manifests().flatMap(({ spec }) => {
      const template = spec?.template as { spec: PodSpec } | undefined;
      return template ? [template.spec] : [];
    });
    expect(pods.length).toBeGreaterThanOrEqual(2);
    for (const { securityContext, containers } of pods) {
      expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      for (const container of containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });
});

interface Container {
  readonly securityContext: object;
  readonly envFrom?: readonly object[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly readinessProbe: Readonly<Record<'periodSeconds' | 'timeoutSeconds' | 'failureThreshold', number>>;
}

interface PodSpec {
  readonly securityContext: object;
  readonly containers: readonly Container[];
  readonly terminationGracePeriodSeconds: number;
}

it('gives API and workers the variables of a ConfigMap that need not be there, and in S3 those of the store', () => {
  const settings = { configMapRef: { name: 'atelier-settings', optional: true } };
  for (const [overlay, manifests] of rendered) {
    const store = overlay === 's3' ? [{ configMapRef: { name: expect.stringMatching(/^atelier-store-/) } }] : [];
    for (const name of ['atelier-api', 'atelier-worker']) {
      const { spec } = findManifest(manifests, 'Deployment', name).spec.template as { spec: PodSpec };
      expect(spec.containers[0]?.envFrom, `${overlay} ${name}`).toEqual([settings, ...store]);
    }
  }
});

it('refuses a field that is not known', () => {
  const deployment = findManifest(rendered.get('managed-redis') as Manifest[], 'Deployment', 'atelier-api');
  const misspelt = { ...deployment, spec: { ...deployment.spec, replica: 2 } };
  expect(errorsOf(misspelt)).toMatchObject([
    { keyword: 'additionalProperties', params: { additionalProperty: 'replica' } },
  ]);
});

it('lets an API pod serve until load balancers have heard of its end, and gives it time for the requests it has', () => {
  for (const manifests of rendered.values()) {
    const { template, strategy } = findManifest(manifests, 'Deployment', 'atelier-api').spec;
    const { spec } = template as { spec: PodSpec };
    const { env, readinessProbe: probe } = spec.containers[0] as Container;
    const { SHUTDOWN_DELAY_SECONDS: delay, SHUTDOWN_TIMEOUT_SECONDS: timeout } = readConfig(
      Object.fromEntries(env.map(({ name, value = '' }) => [name, value]).filter(([name]) => name !== 'REDIS_URL')),
    );
    expect(delay).toBeGreaterThan(probe.periodSeconds * probe.failureThreshold + probe.timeoutSeconds);
    // A stream's client that says nothing to its end is given 5 s.
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(delay + timeout + 5);
    expect(strategy).toEqual({ rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
  }
});

it('gives a worker longer to end than a trainer has to write its checkpoint', () => {
  const supervision = readProjectFile('src/jobs/supervisor/trainer-run.ts');
  const seconds = Number(/STOP_GRACE_MS = ([\d_]+)/.exec(supervision)?.[1]?.replaceAll('_', '')) / 1_000;
  expect(seconds).toBeGreaterThan(0);
  for (const manifests of rendered.values()) {
    const worker = findManifest(manifests, 'Deployment', 'atelier-worker');
    const { spec } = worker.spec.template as { spec: PodSpec };
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(seconds);
  }
  expect(readProjectFile('docker-compose.yml')).toContain('stop_grace_period: 90s');
});
