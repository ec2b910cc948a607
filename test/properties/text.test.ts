import { describe, expect, it } from 'vitest';
import { generateSchema } from '../../src/api/designs/generate-request.js';
import { conditionOf, etagOf } from '../../src/api/preconditions.js';
import { validatorCompiler } from '../../src/api/validation.js';
import { wholeNumber } from '../../src/cli/numbers.js';
import { parseSettings } from '../../src/cli/settings.js';
import { environmentSchema, readConfig } from '../../src/config.js';
import { checkpointId, parseCheckpointId } from '../../src/contracts/checkpoint.js';
import { designId, parseDesignId } from '../../src/contracts/design.js';
import { createJobSchema } from '../../src/contracts/job.js';
import { classWeights } from '../../src/contracts/label.js';
import { type Recipe, recipeText } from '../../src/contracts/recipe.js';
import { parseS3Url, parseStoreUrl } from '../../src/contracts/store-location.js';
import { AtelierError } from '../../src/errors.js';
import { fc } from '../support/properties.js';

/** Text in which what means something to a parser is frequent. */
const pointed = (characters: string) =>
  fc.string({
    unit: fc.oneof(fc.constantFrom(...characters), fc.string({ minLength: 1, maxLength: 1, unit: 'binary' })),
  });

const ulid = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), minLength: 26, maxLength: 26 });

describe('a recipe’s text', () => {
  it('is what a header and a PNG may hold, and gives the recipe again, whatever its classes are called', () => {
    const label = fc.oneof(fc.string({ unit: 'binary' }), fc.dictionary(fc.string({ unit: 'binary' }), fc.integer()));
    fc.assert(
      fc.property(fc.record({ checkpoint: fc.string(), seed: fc.nat(), label }), (recipe) => {
        const text = recipeText(recipe as Recipe);
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(recipe)));
      }),
    );
  });
});

describe('a label', () => {
  const classes = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 });

  it('gives weights that sum to 1 and keep its proportions, in the order of the classes', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(classes, weights, (names, given) => {
        const mix = Object.fromEntries(names.map((name, i) => [name, given[i] as number]));
        const sum = Object.values(mix).reduce((total, weight) => total + weight, 0);
        fc.pre(sum > 0);
        const found = classWeights(mix, names);
        expect(found.reduce((total, weight) => total + weight, 0)).toBeCloseTo(1, 9);
        for (const [i, name] of names.entries()) expect(found[i]).toBeCloseTo((mix[name] as number) / sum, 9);
        expect(classWeights(mix, names.toReversed())).toEqual(found.toReversed());
      }),
    );
  });

  it('of any other class is refused by its name', () => {
    fc.assert(
      fc.property(classes, fc.string(), (names, label) => {
        fc.pre(!names.includes(label));
        expect(() => classWeights(label, names)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
      }),
    );
  });
});

describe('If-Match', () => {
  const version = fc.integer({ min: 1, max: 1e9 });

  it('names the versions that its tags are of, however they are spaced, and none for weak tags and those of others', () => {
    const space = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 2 });
    const tag = fc.oneof(
      version.map((number) => ({ text: etagOf(number), versions: [number] })),
      version.map((number) => ({ text: `W/${etagOf(number)}`, versions: [] as number[] })),
      fc.constantFrom('"x"', '"1', '1', '""', '"-1"', '"1.0"').map((text) => ({ text, versions: [] as number[] })),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(space, tag, space), { minLength: 1 }), (tags) => {
        const match = tags.map(([before, { text }, after]) => before + text + after).join(',');
        expect(conditionOf({ 'if-match': match })).toEqual({ versions: tags.flatMap(([, { versions }]) => versions) });
      }),
    );
  });

  it('of any text puts a condition', () => {
    fc.assert(
      fc.property(pointed('"*,W/ 1'), (match) => {
        const condition = conditionOf({ 'if-match': match });
        expect(condition === 'exists').toBe(match.trim() === '*');
      }),
    );
  });
});

describe('an id', () => {
  it('of a checkpoint or a design is taken apart into what it was made of, and no other text is', () => {
    fc.assert(
      fc.property(ulid, fc.integer({ min: 0, max: 999 }), pointed('job_design.0'), (name, number, text) => {
        const jobId = `job_${name}`;
        expect(parseCheckpointId(checkpointId(jobId, number))).toEqual({ jobId, step: number });
        expect(parseDesignId(designId({ ulid: name, index: number }))).toEqual({ ulid: name, index: number });
        const [checkpoint, design] = [parseCheckpointId(text), parseDesignId(text)];
        if (checkpoint) expect(Number(text.split('.')[1])).toBe(checkpoint.step);
        if (design) expect(designId(design)).toBe(text);
      }),
    );
  });
});

describe('an address in S3', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
  const bucket = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,20}[a-z0-9]$/);

  it('names its bucket and its prefix, with a slash at its end or without', () => {
    fc.assert(
      fc.property(bucket, fc.array(name, { maxLength: 4 }), fc.constantFrom('', '/'), (place, folders, end) => {
        const url = `s3://${[place, ...folders].join('/')}${end}`;
        const expected = { bucket: place, prefix: folders.join('/') };
        expect([parseS3Url(url), parseStoreUrl(url)]).toEqual([expected, expected]);
      }),
    );
  });

  it('never leads up, has no empty folder, and is a place for a store only as a key', () => {
    fc.assert(
      fc.property(bucket, pointed('./..a'), (place, path) => {
        const found = parseS3Url(`s3://${place}/${path}`);
        if (!found) return;
        const folders = found.prefix.split('/');
        expect(folders.includes('..') || folders.includes('.')).toBe(false);
        expect(found.prefix === '' || folders.every((folder) => folder !== '')).toBe(true);
        const store = parseStoreUrl(`s3://${place}/${path}`);
        if (store) expect(store.prefix).toMatch(/^[\w./-]*$/);
      }),
    );
  });
});

describe('a setting on the command line', () => {
  it('is a number, true, false or null as JSON has it, and otherwise its text, whatever that holds', () => {
    const isJson = (text: string) => {
      try {
        return JSON.parse(text) !== undefined;
      } catch {
        return false;
      }
    };
    const value = fc.oneof(
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)).map((each) => ({
        text: JSON.stringify(each),
        expected: JSON.parse(JSON.stringify(each)) as unknown,
      })),
      pointed('=')
        .filter((text) => !isJson(text))
        .map((text) => ({ text, expected: text as unknown })),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z]\w{0,9}$/), value, (name, { text, expected }) => {
        expect(parseSettings(`${name}=${text}`, { before: 1 })).toEqual({ before: 1, [name]: expected });
      }),
    );
  });

  it('that is a whole number is that number, or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String), pointed('0123456789e.-')), (text) => {
        try {
          expect(BigInt(wholeNumber(text))).toBe(BigInt(text));
        } catch (error) {
          expect((error as Error).message).toBe('It must be a whole number.');
          expect(/^\d+$/.test(text) && Number(text) < 2 ** 53).toBe(false);
        }
      }),
    );
  });
});

describe('the environment', () => {
  const numbers = ['PORT', 'MAX_UPLOAD_BYTES', 'GALLERY_DESIGNS', 'WORKER_CONCURRENCY', 'REQUESTS_PER_MINUTE'] as const;

  it('is taken as it is written or refused by the names of its variables, whatever they hold', () => {
    const names = Object.keys(environmentSchema.shape);
    const given = fc.dictionary(fc.constantFrom(...names), pointed('s3://:,{}"01'), { maxKeys: 4 });
    fc.assert(
      fc.property(given, (environment) => {
        try {
          expect(Object.isFrozen(readConfig(environment))).toBe(true);
        } catch (error) {
          const { message } = error as Error;
          expect(message).toMatch(/^The environment is not valid\. [A-Z]/);
          expect(Object.keys(environment).some((name) => message.includes(`${name}`))).toBe(true);
        }
      }),
    );
  });

  it('gives a number as it is written, and no other', () => {
    fc.assert(
      fc.property(fc.constantFrom(...numbers), fc.integer({ min: 1, max: 64 }), (name, number) => {
        expect(readConfig({ [name]: String(number) })[name]).toBe(number);
        for (const text of [`${number}x`, `-${number}`, `${number}.5`, 'NaN', 'Infinity']) {
          expect(() => readConfig({ [name]: text }), text).toThrow(name);
        }
      }),
    );
  });
});

describe('a body', () => {
  const schemas = { createJobSchema, generateSchema };
  const names = [...Object.keys(createJobSchema.shape), ...Object.keys(generateSchema.shape), '__proto__', 'x'];

  it.each(Object.keys(schemas) as (keyof typeof schemas)[])(
    'of any JSON is taken by %s as it is, or refused by its fields in few words',
    (name) => {
      const validate = validatorCompiler({ schema: schemas[name], method: 'POST', url: '/', httpPart: 'body' });
      const json = fc.oneof(
        fc.jsonValue({ maxDepth: 4 }),
        fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 3 })),
      );
      fc.assert(
        fc.property(json, (body) => {
          const { value, error } = validate(body) as { value?: unknown; error?: unknown };
          if (error === undefined) {
            expect(schemas[name].safeParse(value).success).toBe(true);
            return;
          }
          expect(error).toBeInstanceOf(AtelierError);
          const { code, fields = [] } = error as AtelierError;
          expect([code, fields.length > 0, fields.length <= 20]).toEqual(['validation_failed', true, true]);
          for (const { reason } of fields) expect(reason).toMatch(/./);
        }),
      );
    },
  );
});
