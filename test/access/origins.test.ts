import { describe, expect, it } from 'vitest';
import { hostName, isLoopback, isOriginAllowed } from '../../src/access/origins.js';

describe('an address', () => {
  it.each(['127.0.0.1', '127.8.9.1', 'localhost', '::1', '[::1]', 'atelier.localhost'])(
    '%s is this machine',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.nip.io', 'localhost.evil.example', 'notlocalhost', ''])(
    '%s is not only this machine',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );

  it('has a name without its port', () => {
    expect(['[::1]:3000', '[::1]', 'localhost:3000', '127.0.0.1'].map(hostName)).toEqual([
      '[::1]',
      '[::1]',
      'localhost',
      '127.0.0.1',
    ]);
  });
});

describe('a web page', () => {
  const allowed = ['https://shop.example'];

  it.each([
    [undefined, 'atelier.example'],
    ['https://shop.example', 'atelier.example'],
    ['https://atelier.example', 'atelier.example'],
    ['http://localhost:3000', 'localhost:3000'],
  ])('of origin %s may use %s', (origin, host) => {
    expect(isOriginAllowed(origin, host, allowed)).toBe(true);
  });

  it.each([
    ['null', 'atelier.example'],
    ['https://evil.example', 'atelier.example'],
    ['https://shop.example.evil.example', 'atelier.example'],
    ['http://shop.example', 'atelier.example'],
    ['http://localhost:5173', 'localhost:3000'],
    ['https://evil.example', undefined],
  ])('of origin %s may not use %s', (origin, host) => {
    expect(isOriginAllowed(origin, host, allowed)).toBe(false);
  });
});
