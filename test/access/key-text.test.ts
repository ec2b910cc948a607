import { describe, expect, it } from 'vitest';
import { hashOf, isSecret, newKeyText, parseKey, printKey } from '../../src/access/key-text.js';
import { fc } from '../support/properties.js';

describe('the text of a key', () => {
  it('is taken apart into what it was made of', () => {
    for (let i = 0; i < 200; i++) {
      const key = newKeyText();
      expect(parseKey(printKey(key))).toEqual(key);
    }
  });

  it('is not seen in any other text', () => {
    const key = printKey(newKeyText());
    fc.assert(fc.property(fc.string(), (text) => parseKey(text) === undefined));
    for (const text of [`${key}=`, ` ${key}`, key.slice(1), key.slice(0, -1), key.replace('atl_', 'sk_')]) {
      expect(parseKey(text)).toBeUndefined();
    }
  });

  it('has 256 bits that nobody can guess', () => {
    const secrets = Array.from({ length: 1_000 }, () => newKeyText().secret);
    expect(new Set(secrets).size).toBe(1_000);
    expect(Buffer.from(secrets[0] as string, 'base64url')).toHaveLength(32);
  });

  it('is known again by its hash, and only by its own', () => {
    const [{ secret }, other] = [newKeyText(), newKeyText()];
    expect(isSecret(secret, hashOf(secret))).toBe(true);
    expect(isSecret(other.secret, hashOf(secret))).toBe(false);
  });
});
