import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readProjectFile } from '../support/manifests.js';
import { pinnedFiles } from '../support/pinned-files.js';

async function errorsOf(document: unknown) {
  const file = join(await pinnedFiles('compose-schema'), 'check_jsonschema/builtin_schemas/vendor/compose-spec.json');
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  validate(document);
  return validate.errors ?? [];
}

const compose = () =>
  parse(readProjectFile('docker-compose.yml'), { merge: true }) as {
    services: Record<string, Record<string, unknown>>;
  };

/** Variables of `.env`, which docs/operations.md speaks of. */
const FROM_DOT_ENV = ['STORE_URL', 'S3_ENDPOINT', 'S3_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

it('is a compose file by the Compose Specification', async () => {
  expect(await errorsOf(compose())).toEqual([]);
  const misspelt = compose();
  (misspelt.services.api as Record<string, unknown>).enviroment = {};
  expect(await errorsOf(misspelt)).not.toEqual([]);
});

it('gives no service a writable root, a capability or a way to new privileges', () => {
  for (const [name, service] of Object.entries(compose().services)) {
    expect(service, name).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  }
});

it('gives API and workers the variables of a file that need not be there, but for those that are its own', () => {
  const { api, worker, 'worker-gpu': gpu } = compose().services;
  for (const service of [api, worker, gpu]) {
    expect(service).toMatchObject({ env_file: [{ path: 'atelier.env', required: false }] });
    const own = Object.keys(service?.environment as Record<string, unknown>);
    // Those would be passed over in the file: Compose puts its own first.
    expect(own.filter((name) => !['HOST', 'METRICS_PORT', 'REDIS_URL', ...FROM_DOT_ENV].includes(name))).toEqual([]);
  }
});

it('starts a Redis that writes everything to disk and evicts nothing', () => {
  const command = compose().services.redis?.command as string[];
  const setting = (name: string) => command[command.indexOf(`--${name}`) + 1];
  expect(setting('appendonly')).toBe('yes');
  expect(setting('maxmemory-policy')).toBe('noeviction');
});

it('builds images of Dockerfiles that are there, and only from base images of an exact version', () => {
  const files = Object.values(compose().services).flatMap(({ build }) =>
    build ? [(build as { dockerfile: string }).dockerfile] : [],
  );
  expect(new Set(files)).toEqual(new Set(['docker/api.Dockerfile', 'docker/worker.Dockerfile']));
  const images = files.flatMap((file) => [...readProjectFile(file).matchAll(/^ARG \w+_IMAGE=(\S+)$/gm)]);
  expect(images.length).toBeGreaterThan(2);
  for (const [, image] of images) expect(image).toMatch(/:[\w.-]*\d+\.\d+\.\d+|:bookworm-\d{8}-slim/);
});
