import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { ByteReader } from '../../src/storage/byte-reader.js';
import { fc } from '../support/properties.js';

it('gives the bytes asked for, in whatever pieces they come', async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 9 });
  const steps = fc.array(fc.record({ length: fc.nat(12), skip: fc.boolean() }), { maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(chunks, steps, async (given, wanted) => {
      const whole = Buffer.concat(given);
      const reader = new ByteReader(Readable.from(given));
      let position = 0;
      for (const { length, skip } of wanted) {
        if (skip) await reader.skip(length);
        else expect([...(await reader.take(length))]).toEqual([...whole.subarray(position, position + length)]);
        position += length;
      }
      await reader.close();
    }),
  );
});
