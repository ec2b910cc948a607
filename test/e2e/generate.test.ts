import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Generate, generateSchema } from '../../src/api/designs/generate-request.js';
import { designCount, planOf, recipeOfDesign } from '../../src/contracts/generation.js';
import type { Problem } from '../../src/contracts/problem.js';
import { type Recipe, recipeSchema } from '../../src/contracts/recipe.js';
import { Client } from '../support/client.js';
import { uploadGarments } from '../support/cluster.js';
import { fc } from '../support/properties.js';
import { type Service, startService } from '../support/service.js';

const NZ = 8;
const SIZE = 32;

let service: Service;
let plain: string;
let conditional: string;

beforeAll(async () => {
  service = await startService();
  const client = new Client(service.url);
  const dataset = (await uploadGarments(service.url, 8)).id;
  const hyperparameters = { imageSize: SIZE, nz: NZ, ngf: 4, ndf: 4, batchSize: 4, numEpochs: 1 };
  const train = async (more: object) => {
    const { id } = await client.createJob({ dataset, hyperparameters: { ...hyperparameters, ...more } });
    expect((await client.watch(id, () => {})).state).toBe('succeeded');
    return id;
  };
  plain = await train({});
  conditional = await train({ conditional: true });
});

afterAll(() => service?.remove());

async function post(body: object, accept = '*/*'): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept };
  return await fetch(`${service.url}/generate`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function bytesOf(body: object): Promise<Buffer> {
  const response = await post(body);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([response.status, response.ok ? '' : String(bytes)]).toEqual([200, '']);
  return bytes;
}

interface Answered {
  readonly designs: { readonly index: number; readonly recipe: Recipe; readonly png?: string; readonly url?: string }[];
}

async function designsOf(body: object): Promise<Answered['designs']> {
  return (JSON.parse(String(await bytesOf({ ...body, format: 'json' }))) as Answered).designs;
}

async function refusal(body: object): Promise<{ status: number; fields: string[]; reason: string }> {
  const response = await post(body);
  const { errors } = (await response.json()) as Problem;
  return {
    status: response.status,
    fields: errors?.map(({ field }) => field) ?? [],
    reason: errors?.[0]?.reason ?? '',
  };
}

const latents = Array.from({ length: NZ }, (_, i) => i / 4 - 1);

describe('a design’s recipe', () => {
  it.each([
    ['a seed', { seed: 5 }],
    ['a truncated seed', { seed: 5, truncation: 0.5 }],
    ['latents', { latents }],
    ['a walk', { interpolate: { between: [1, { seed: 2, truncation: 1 }, { latents }], frames: 5 } }],
    ['variations', { variations: { of: { arithmetic: { a: [1], b: [2], c: [3] } }, amount: 0.4 }, count: 3, seed: 9 }],
    ['arithmetic', { arithmetic: { a: [1, 2], b: [3], c: [{ latents }] } }],
    ['an enlarged design', { seed: 5, scale: 3 }],
  ])('of %s gives its bytes again, as a request and as a link', async (_, body) => {
    for (const { recipe, png = '' } of await designsOf({ job: plain, ...body })) {
      const again = await post(recipe);
      const bytes = Buffer.from(await again.arrayBuffer());
      expect(bytes.toString('base64')).toBe(png);
      expect(JSON.parse(again.headers.get('x-atelier-recipe') as string)).toEqual(recipe);
      // As other programs read it.
      expect(bytes.includes(`tEXtatelier-recipe\0${JSON.stringify(recipe)}`)).toBe(true);
      const [link] = await designsOf({ ...recipe, images: 'links' });
      const linked = await fetch(`${service.url}${link?.url}`);
      expect(Buffer.from(await linked.arrayBuffer()).equals(bytes)).toBe(true);
    }
  });

  it('of a walk ends in the designs it goes between', async () => {
    const frames = await designsOf({ job: plain, interpolate: { between: [1, 2], frames: 4 } });
    const pixels = async (png: string | undefined) =>
      await sharp(Buffer.from(png as string, 'base64'))
        .raw()
        .toBuffer();
    for (const [frame, seed] of [
      [0, 1],
      [3, 2],
    ] as const) {
      const [design] = await designsOf({ job: plain, seed });
      expect(await pixels(frames[frame]?.png)).toEqual(await pixels(design?.png));
    }
  });

  it('is a request for one design at the same place, whatever was asked for', () => {
    const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const given = fc.oneof(seed, fc.record({ seed, truncation: fc.constant(0.7) }), fc.constant({ latents }));
    const request = fc.oneof(
      fc.record({ seed, count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ seed, variations: fc.record({ of: given, amount: fc.double({ min: 0, max: 1, noNaN: true }) }) }),
      fc.record({
        interpolate: fc.record({
          between: fc.array(given, { minLength: 2, maxLength: 5 }),
          frames: fc.integer({ min: 2, max: 9 }),
        }),
      }),
    );
    fc.assert(
      fc.property(request, (body) => {
        const asked: Generate = generateSchema.parse({ job: 'job', ...body });
        const plan = planOf(asked, () => 0);
        for (let index = 0; index < designCount(plan); index++) {
          const recipe = recipeSchema.parse(recipeOfDesign({ plan }, 'checkpoint', index));
          const again = planOf(generateSchema.parse(recipe), () => 0);
          expect(designCount(again)).toBe(1);
          expect(recipeOfDesign({ plan: again }, 'checkpoint', 0)).toEqual(recipe);
        }
      }),
    );
  });
});

describe('a link to a design', () => {
  it('that would be too long for a request is not given: base64 is', async () => {
    const point = { latents: latents.map((value) => value + Math.PI / 10) };
    const many = { arithmetic: { a: Array(16).fill(point), b: Array(16).fill(point), c: Array(16).fill(point) } };
    const body = { job: plain, format: 'json', interpolate: { between: [many, many], at: 0.5 } };
    expect(await refusal({ ...body, images: 'links' })).toMatchObject({ status: 422, fields: ['images'] });
    expect((await post({ ...body, images: 'base64' })).status).toBe(200);
  });
});

describe('designs of a conditional model', () => {
  it('are of the class, or the mix of classes, that is asked for', async () => {
    const { reason } = await refusal({ job: conditional });
    const [first, second] = reason.slice(reason.indexOf(' are ') + 5).split(', ') as [string, string];
    const images = await Promise.all(
      [first, { [first]: 3 }, second, { [first]: 1, [second]: 1 }].map(async (label) => {
        const [design] = await designsOf({ job: conditional, seed: 1, label });
        expect(design?.recipe.label).toEqual(label);
        const pixels = await sharp(Buffer.from(design?.png as string, 'base64'))
          .raw()
          .toBuffer();
        return pixels.toString('base64');
      }),
    );
    // One class alone is that class, whatever its weight.
    expect(new Set(images).size).toBe(3);
    expect(images[0]).toBe(images[1]);
  });

  it('are refused without a label, with an unknown one, and labels for a model without classes', async () => {
    expect(await refusal({ job: conditional })).toMatchObject({ status: 422, fields: ['label'] });
    expect(await refusal({ job: conditional, label: 'hat' })).toMatchObject({ status: 422, fields: ['label'] });
    expect(await refusal({ job: plain, label: 'dress' })).toMatchObject({ status: 422, fields: ['label'] });
  });
});

describe('the formats', () => {
  it.each([
    ['grid', { count: 10 }, 'png', 8 * (SIZE + 2) + 2, 2 * (SIZE + 2) + 2, 1],
    ['strip', { count: 10 }, 'png', 10 * (SIZE + 2) + 2, SIZE + 4, 1],
    ['webp', { count: 3 }, 'webp', SIZE, SIZE, 3],
    ['gif', { interpolate: { between: [1, 2], frames: 5 } }, 'gif', SIZE, SIZE, 5],
    ['webp', {}, 'webp', SIZE, SIZE, 1],
    ['tiff', { count: 3 }, 'tiff', SIZE, SIZE, 3],
    ['tiff', { scale: 2 }, 'tiff', 2 * SIZE, 2 * SIZE, 1],
    ['png', { scale: 8 }, 'png', 8 * SIZE, 8 * SIZE, 1],
  ])('%s of %j is a picture of them', async (format, body, kind, width, height, pages) => {
    const bytes = await bytesOf({ job: plain, format, ...body });
    const picture = await sharp(bytes).metadata();
    expect({ ...picture, pages: picture.pages ?? 1 }).toMatchObject({ format: kind, width, height, pages });
  });

  it.each([
    ['image/png', 1, 'image/png'],
    ['image/png', 2, 'image/png'],
    ['image/webp', 2, 'image/webp'],
    ['image/gif', 2, 'image/gif'],
    ['image/tiff', 1, 'image/tiff'],
    ['image/*', 2, 'image/png'],
    ['application/*', 2, 'application/zip'],
    ['application/zip', 1, 'application/zip'],
    ['*/*', 2, 'application/zip'],
    ['application/json', 1, 'application/json'],
  ])('are chosen by Accept: %s for %i designs', async (accept, count, type) => {
    const response = await post({ job: plain, count }, accept);
    expect(response.headers.get('content-type')).toContain(type);
    await response.arrayBuffer();
  });

  it('tiff holds the pixels of the PNG, at 300 dpi, and a single one its recipe', async () => {
    const [tiff, png] = await Promise.all(['tiff', 'png'].map((format) => bytesOf({ job: plain, seed: 7, format })));
    expect(await sharp(tiff).raw().toBuffer()).toEqual(await sharp(png).raw().toBuffer());
    expect(await bytesOf({ job: plain, seed: 7, format: 'tiff' })).toEqual(tiff);
    const { density, xmpAsString } = await sharp(tiff).metadata();
    expect(density).toBe(300);
    const recipe = recipeSchema.parse(
      JSON.parse(/<atelier:recipe>(.*)<.atelier:recipe>/.exec(xmpAsString ?? '')?.[1] ?? ''),
    );
    expect(await bytesOf({ ...recipe, format: 'png' })).toEqual(png);
    const several = await sharp(await bytesOf({ job: plain, seed: 7, count: 2, format: 'tiff' })).metadata();
    expect(several.xmp).toBeUndefined();
  });

  it('zip holds thousands, sent as they are made', async () => {
    const response = await post({ job: plain, seed: 0, count: 3_000, format: 'zip' });
    const zip = await buffer(response.body as unknown as AsyncIterable<Uint8Array>);
    const end = zip.subarray(-22);
    expect([end.readUInt32LE(0), end.readUInt16LE(10)]).toEqual([0x06054b50, 3_000]);
  });
});

describe('what cannot be made is refused by name', () => {
  const walk = { between: [1, 2], frames: 10 };
  it.each([
    ['latents', { latents: [1, 2, 3] }],
    ['latents', { interpolate: { between: [1, { latents: [1] }], frames: 3 } }],
    ['interpolate', { latents, interpolate: walk }],
    ['seed', { seed: 1, interpolate: walk }],
    ['truncation', { truncation: 1, latents }],
    ['count', { count: 2, interpolate: walk }],
    ['count', { count: 10_001 }],
    ['scale', { scale: 9 }],
    ['truncation', { truncation: 0 }],
    ['interpolate.between', { interpolate: { between: [1], frames: 3 } }],
    ['interpolate.frames', { interpolate: { between: [1, 2], frames: 1 } }],
    ['variations.of.seed', { variations: { of: {}, amount: 0.1 } }],
    ['interpolate.framse', { interpolate: { between: [1, 2], framse: 3 } }],
    ['label.dress', { label: { dress: -1 } }],
    ['format', { count: 2, format: 'png' }],
    ['format', { count: 10_000, format: 'grid', scale: 2 }],
    ['format', { count: 1_000, format: 'strip' }],
  ])('%s in %j', async (field, body) => {
    const { status, fields } = await refusal({ job: plain, ...body });
    expect(status).toBe(422);
    expect(fields).toContain(field);
  });

  it.each(['', '{"seed":1}', '{"checkpoint":"x","seed":-1}'])('a link with the recipe %j', async (recipe) => {
    const response = await fetch(`${service.url}/generate?${new URLSearchParams({ recipe })}`);
    expect(response.status).toBe(422);
  });
});
