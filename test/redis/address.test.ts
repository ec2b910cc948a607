import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { parseRedisUrl, shownRedisUrl } from '../../src/redis/address.js';

const HOST = { host: 'redis', port: 6379, db: 0 };

describe('an address of Redis', () => {
  it.each([
    ['redis://redis', HOST],
    ['redis://redis/', HOST],
    ['redis://', { ...HOST, host: 'localhost' }],
    ['redis://redis:7000/3', { ...HOST, port: 7000, db: 3 }],
    ['redis://redis?db=3', { ...HOST, db: 3 }],
    ['redis://redis/3?db=3', { ...HOST, db: 3 }],
    ['redis://redis?family=6', { ...HOST, family: 6 }],
    ['redis://[::1]:7000', { host: '::1', port: 7000, db: 0 }],
    ['redis://:p%40ss@redis', { ...HOST, password: 'p@ss' }],
    ['redis://ada:pass@redis', { ...HOST, username: 'ada', password: 'pass' }],
    ['redis://redis?username=ada&password=p%26ss', { ...HOST, username: 'ada', password: 'p&ss' }],
    ['rediss://redis', { ...HOST, tls: {} }],
    ['unix:///run/my%20redis.sock', { path: '/run/my redis.sock', db: 0 }],
    ['unix:///run/r.sock?db=3&password=pass', { path: '/run/r.sock', password: 'pass', db: 3 }],
  ])('is read with all it says: %s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
    expect(readConfig({ REDIS_URL: url }).REDIS_URL).toBe(url);
  });

  it.each([
    ['localhost:6379', 'must start with'],
    ['/run/redis.sock', 'must start with'],
    ['redis+sentinel://:geheim@redis', 'must start with'],
    ['redis://redis?tls=true', 'the option tls, which is unknown'],
    ['redis://redis?enableOfflineQueue=false', 'the option enableOfflineQueue, which is unknown'],
    ['rediss://redis?rejectUnauthorized=false', 'the option rejectUnauthorized, which is unknown'],
    ['redis://redis?db=1&db=2', 'the option db twice'],
    ['redis://redis/1?db=2', 'names two databases: 1 and 2'],
    ['redis://redis/main', 'must name a database by its number'],
    ['redis://redis?db=-1', 'must name a database by its number'],
    ['redis://redis?family=5', 'family other than 4 or 6'],
    ['unix:///run/r.sock?family=4', 'family, which means nothing'],
    ['unix://run/r.sock', 'unix:///path/to/socket'],
    ['unix://:geheim@/run/r.sock', 'of a socket they are the options'],
    ['redis://:geheim#1@redis', 'must be percent-encoded'],
    ['redis://redis#geheim', 'must be percent-encoded'],
    ['redis://:geheim%@redis', 'must be %25'],
  ])('is refused with the reason, and without its secret: %s', (url, why) => {
    const refused = () => readConfig({ REDIS_URL: url });
    expect(refused).toThrow(`REDIS_URL: ${why.startsWith('the option') ? 'has ' : ''}`);
    expect(refused).toThrow(why);
    expect(refused).not.toThrow(/geheim/);
  });

  it.each([
    ['redis://ada:geheim@redis/3', 'redis://redis:6379/3'],
    ['rediss://redis?password=geheim', 'rediss://redis:6379'],
    ['redis://[::1]?db=2', 'redis://[::1]:6379/2'],
    ['unix:///run/r.sock?password=geheim&db=2', 'unix:///run/r.sock?db=2'],
  ])('is shown without what is secret: %s', (url, shown) => {
    expect(shownRedisUrl(url)).toBe(shown);
  });
});
