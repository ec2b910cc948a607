import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { newKeyText, printKey } from '../src/access/key-text.js';
import { createLogger } from '../src/logger.js';

/** What is written for something that is logged. */
function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  write(createLogger('trace', sink));
  return text;
}

const key = newKeyText();

describe('a log', () => {
  it.each<[string, (logger: ReturnType<typeof createLogger>) => void]>([
    ['in a message', (logger) => logger.info(`called with ${printKey(key)}`)],
    ['in a header', (logger) => logger.info({ headers: { authorization: `Bearer ${printKey(key)}` } }, 'headers')],
    ['in an address', (logger) => logger.warn({ url: `/jobs?key=${printKey(key)}&after=1` }, 'request')],
    ['in an error', (logger) => logger.error({ err: new Error(`no ${printKey(key)}`) }, 'failed')],
  ])('shows whose key it was, and not the key, %s', (_where, write) => {
    const text = logged(write);
    expect(text).toContain(`atl_${key.id}_[secret]`);
    expect(text).not.toContain(key.secret);
  });

  it('shows no tickets, and what stood beside them', () => {
    const text = logged((logger) => logger.info({ url: '/jobs/job_1/stream?after=3&ticket=abcDEF-_1&x=y' }, 'request'));
    expect(text).toContain('/jobs/job_1/stream?after=3&ticket=[secret]&x=y');
  });

  it('shows where Redis is without its password, nor what was said to it', () => {
    const failed = Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: ['hunter2'] } });
    const text = logged((logger) => {
      logger.info('connecting to rediss://worker:hunter2@redis.example:6379/0');
      logger.warn({ err: failed }, 'redis');
    });
    expect(text).toContain('rediss://worker:[secret]@redis.example:6379/0');
    expect(text).toContain('WRONGPASS');
    expect(text).not.toContain('hunter2');
  });
});
