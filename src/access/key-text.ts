import { hash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** Ids are read out and typed: no capitals, and nothing that looks like something else. */
const ID_ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
const ID_LENGTH = 8;
const SECRET_BYTES = 32;

/** The prefix lets scanners of repositories and logs know a key when they see one. */
const KEY = /^atl_([2-9a-z]{8})_([\w-]{43})$/;

/** A key, taken apart. */
export interface KeyText {
  /** Public: it stands in lists and logs. */
  readonly id: string;
  /** 256 random bits in base64url. */
  readonly secret: string;
}

export function newKeyText(): KeyText {
  const id = Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');
  return { id, secret: newSecret() };
}

/** @returns 256 random bits in base64url */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

export function printKey({ id, secret }: KeyText): string {
  return `atl_${id}_${secret}`;
}

/** @returns undefined for what doesn't look like a key */
export function parseKey(text: string): KeyText | undefined {
  const [, id, secret] = KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** @returns what an `Authorization` header says after `Bearer`; '' where another scheme was used, undefined for no header */
export function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : (/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '');
}

/**
 * What is kept of a secret. Slow hashes are for passwords, which people choose; nobody tries 2^256 secrets, however fast
 * the hash, and every request computes one.
 */
export function hashOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** Takes equally long wherever the two differ. */
export function isSecret(secret: string, hashed: Buffer): boolean {
  return timingSafeEqual(hashOf(secret), hashed);
}
