import { readdir, readFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TensorSpec } from '../../src/storage/safetensors-header.js';
import { postWeights } from '../support/import-weights.js';
import { safetensorsFile, tutorialDiscriminator, tutorialGenerator } from '../support/pytorch-weights.js';
import { type Service, startService } from '../support/service.js';

const MIB = 2 ** 20;
const whole = safetensorsFile(tutorialGenerator());

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await service?.remove();
});

/** The most memory that the service has had so far, in bytes. */
async function peakMemory(): Promise<number> {
  const status = await readFile(`/proc/${service.process.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** A file with this header, and so many bytes after it. */
function withHeader(header: unknown, dataBytes = 0, length?: bigint): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([start, json, Buffer.alloc(dataBytes)]);
}

/** The tutorial's generator with one tensor changed, or left out. */
function changed(name: string, change: Partial<TensorSpec> | undefined): Buffer {
  return safetensorsFile(
    tutorialGenerator().flatMap((tensor) => {
      if (tensor.name !== name) return [tensor];
      return change ? [{ ...tensor, ...change }] : [];
    }),
  );
}

/** The tutorial's generator behind each of the prefixes. */
function inside(...prefixes: readonly string[]): TensorSpec[] {
  return prefixes.flatMap((prefix) => tutorialGenerator().map((each) => ({ ...each, name: `${prefix}${each.name}` })));
}

/** The tutorial's generator with one more tensor, which is [8, 4, 4, 4]. */
function twice(name: string): Buffer {
  return safetensorsFile([...tutorialGenerator(), { name, type: 'F32', shape: [8, 4, 4, 4] }]);
}

/** The tutorial's generator with one tensor in half precision, each of whose numbers has these bits. */
function halfPrecise(name: string, bits: number): Buffer {
  const file = changed(name, { type: 'F16' });
  const { start, from, to } = placeOf(file, name);
  for (let at = start + from; at < start + to; at += 2) file.writeUInt16LE(bits, at);
  return file;
}

/** Where the tensors of a file start, and where one of them is. */
function placeOf(file: Buffer, name: string) {
  const start = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, start)) as Record<string, { data_offsets: [number, number] }>;
  const [from, to] = header[name]?.data_offsets ?? [Number.NaN, Number.NaN];
  return { start, from, to };
}

/** The tutorial's generator with one number changed. */
function withNumber(name: string, value: number): Buffer {
  const file = Buffer.from(whole);
  const { start, from } = placeOf(file, name);
  file.writeFloatLE(value, start + from);
  return file;
}

const tensor = (from: number, to: number, shape: unknown = [(to - from) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [from, to],
});

describe('a hostile weights file', () => {
  it.each<[string, Buffer, RegExp]>([
    ['is empty', Buffer.alloc(0), /shorter than its header/],
    ['ends in its header', whole.subarray(0, 100), /header is cut off/],
    ['ends in a tensor', whole.subarray(0, whole.length - 1), /does not fit|belong to no tensor/],
    ['has bytes after its tensors', Buffer.concat([whole, Buffer.alloc(4)]), /belong to no tensor/],
    ['claims a header of 2^64 - 1 bytes', withHeader('{}', 0, 2n ** 64n - 1n), /longer than 1048576/],
    ['has a header that is no JSON', withHeader('{"main.0.weight":'), /not JSON/],
    ['has a header nested 100,000 deep', withHeader('['.repeat(100_000)), /not JSON/],
    ['has a header of nothing', withHeader({}), /0 filters/],
    ['has tensors that overlap', withHeader({ a: tensor(0, 8), b: tensor(4, 12) }, 12), /overlap/],
    ['has tensors that leave a gap', withHeader({ a: tensor(0, 4), b: tensor(8, 12) }, 12), /gap/],
    ['reaches beyond its end', withHeader({ a: tensor(0, 4096) }, 8), /does not fit/],
    ['has offsets below 0', withHeader({ a: tensor(-4, 4) }, 8), /no shape or no offsets/],
    ['has a shape of 1e300', withHeader({ a: tensor(0, 8, [1e300]) }, 8), /no shape or no offsets/],
    [
      'has a shape whose product overflows',
      withHeader({ a: tensor(0, 8, Array(40).fill(2 ** 53 - 1)) }, 8),
      /does not fit/,
    ],
    ['is of a type that nobody knows', withHeader({ a: { ...tensor(0, 8), dtype: '__proto__' } }, 8), /no known type/],
    ['lacks a tensor', changed('main.4.bias', undefined), /main\.4\.bias is missing/],
    [
      'has a tensor too many',
      safetensorsFile([...tutorialGenerator(), { name: 'x', type: 'F32', shape: [1] }]),
      /has no x/,
    ],
    [
      'has a tensor of another shape',
      changed('main.3.weight', { shape: [8, 5, 4, 4] }),
      /F32 \[8, 5, 4, 4\], and F32 \[8, 4, 4, 4\]/,
    ],
    ['is of whole numbers', changed('main.3.weight', { type: 'I16', shape: [8, 4, 4, 4] }), /main\.3\.weight is I16/],
    ['holds NaN in half precision', halfPrecise('main.7.bias', 0x7e01), /main\.7\.bias holds NaN/],
    ['holds Infinity in half precision', halfPrecise('main.7.bias', 0xfc00), /main\.7\.bias holds NaN or Infinity/],
    ['has a tensor twice, but for wrappers', twice('main.3.module.weight'), /main\.3\.module\.weight is there twice/],
    ['has a network twice', safetensorsFile(inside('a.', 'b.')), /both a\.main\.… and b\.main\.… fit/],
    [
      'has ten thousand networks of a filter each',
      safetensorsFile(
        Array.from({ length: 10_000 }, (_, i) => ({ name: `${i}.0.a`, type: 'F32', shape: [1, 1, 1, 1] })),
      ),
      /0 filters/,
    ],
    ['counts batches in floats', changed('main.1.num_batches_tracked', { type: 'F64' }), /is F64 \[\], and I64 \[\]/],
    ['has five colour channels', safetensorsFile(tutorialGenerator({ nc: 5 })), /nc is 5, which/],
    ['has latents of 5000 numbers', safetensorsFile(tutorialGenerator({ nz: 5000 })), /nz is 5000, which/],
    ['is of another network', safetensorsFile(tutorialDiscriminator()), /nc is 8, which/],
    ['holds NaN', withNumber('main.6.weight', Number.NaN), /main\.6\.weight holds NaN/],
    ['holds Infinity', withNumber('main.1.bias', Number.NEGATIVE_INFINITY), /main\.1\.bias holds NaN or Infinity/],
    ['holds a variance below 0', withNumber('main.4.running_var', -1), /variance below 0/],
    [
      'was written by torch.save',
      Buffer.concat([Buffer.from('PK\x03\x04'), whole]),
      /may hold code.*save_file\(torch\.load/,
    ],
    ['is a pickle', Buffer.from([0x80, 0x02, 0x63, ...Buffer.from('os\nsystem\n(S"exit 1"\ntR.')]), /may hold code/],
  ])('that %s is refused, by what is wrong with it', async (_what, generator, detail) => {
    const { status, body } = await postWeights(service.url, { generator });
    expect(body).toMatchObject({ status: 422, code: 'weights_invalid' });
    expect(status).toBe(422);
    expect(body.detail).toMatch(detail);
  });

  it('is refused as a discriminator too, which must be of the same images', async () => {
    const grey = safetensorsFile(tutorialDiscriminator({ nc: 1 }));
    const { body } = await postWeights(service.url, { generator: whole, discriminator: grey });
    expect(body).toMatchObject({ status: 422, code: 'weights_invalid' });
    expect(body.detail).toMatch(/^The discriminator's weights.*main\.0\.weight/);
  });

  it('takes no memory worth mentioning, whatever it claims', async () => {
    const large = 96 * MIB;
    const shared = tensor(0, large, [large / 4]);
    const hostile = [
      withHeader(`{"a":${JSON.stringify(tensor(0, 8))}${' '.repeat(large)}}`, 8),
      withHeader(Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`t${i}`, shared])), large),
      withHeader({ 'main.0.weight': shared }, large),
    ];
    const before = await peakMemory();
    for (const generator of hostile) {
      expect((await postWeights(service.url, { generator })).body.code).toBe('weights_invalid');
    }
    expect((await peakMemory()) - before).toBeLessThan(large / 2);
  });

  it('is refused or imported, and nothing else, wherever a byte was changed or cut: 300 times', async () => {
    const random = mersenne(7);
    const draw = (below: number) => uniformInt(random, 0, below - 1);
    const headerBytes = 8 + Number(whole.readBigUInt64LE(0));
    const statuses = new Map<number, number>();
    for (let i = 0; i < 300; i++) {
      const file = Buffer.from(whole.subarray(0, draw(10) === 0 ? draw(whole.length) : whole.length));
      for (let changes = 1 + draw(3); changes > 0 && file.length > 0; changes--) {
        file[draw(draw(2) === 0 ? file.length : Math.min(headerBytes, file.length))] = draw(256);
      }
      const { status } = await postWeights(service.url, { generator: file });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses.keys()].sort()).toEqual([201, 422]);
    expect(await (await fetch(`${service.url}/healthz`)).json()).toMatchObject({ status: 'ok' });
  });

  it('leaves nothing behind', async () => {
    expect(await readdir(join(service.dataFolder, 'uploads'))).toEqual([]);
    const { items } = (await (await fetch(`${service.url}/jobs?limit=200`)).json()) as { items: { id: string }[] };
    const folders = await readdir(join(service.dataFolder, 'store/jobs'));
    expect(folders.sort()).toEqual(items.map(({ id }) => id).sort());
  });
});

describe('an import', () => {
  it.each<[string, Record<string, Uint8Array>, Record<string, string>, string]>([
    ['without a generator', { discriminator: whole }, {}, 'generator'],
    ['of another file', { generator: whole, encoder: whole }, {}, 'encoder'],
    ['with another field', { generator: whole }, { label: 'x' }, 'label'],
    ['with an empty name', { generator: whole }, { name: ' ' }, 'name'],
  ])('%s is refused by the name of the field', async (_what, files, fields, field) => {
    const { status, body } = await postWeights(service.url, files, fields);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
  });

  it('that is small and refused before its end costs its client no connection', async () => {
    const generator = Buffer.alloc(500_000);
    for (let i = 0; i < 50; i++) {
      const { body } = await postWeights(service.url, { generator }, { label: 'x' });
      expect(body).toMatchObject({ code: 'validation_failed' });
    }
  });

  it('of something else than a form is 415', async () => {
    const response = await fetch(`${service.url}/jobs/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(415);
  });

  it('that is refused before its end leaves its connection to nobody, and its client goes on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const form = new FormData();
    form.append('label', 'x');
    form.append('generator', new Blob([Buffer.alloc(50 * MIB)]), 'generator.safetensors');
    const body = new Response(form);
    const headers = { 'content-type': body.headers.get('content-type') ?? '' };
    const send = (method: string, path: string, content: AsyncIterable<Uint8Array> | undefined) =>
      new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
        const sent = request(`${service.url}${path}`, { agent, method, ...(content ? { headers } : {}) });
        sent.once('response', (response: IncomingMessage) =>
          json(response).then((answer) => resolve({ status: response.statusCode, body: answer }), reject),
        );
        // The server may hang up on a body that it has refused, once it has answered.
        if (content) pipeline(Readable.from(content), sent).catch(reject);
        else sent.once('error', reject).end();
      });
    const refused = await send('POST', '/jobs/import', body.body as unknown as AsyncIterable<Uint8Array>);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'label' }] } });
    expect(await send('GET', '/healthz', undefined)).toMatchObject({ status: 200, body: { status: 'ok' } });
    agent.destroy();
  });
});
