import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { startChild } from '../src/jobs/supervisor/child.js';

const CHILD = join(import.meta.dirname, 'support/talkative-child.mjs');
const MESSAGES = 51;

it('the last message of a child arrives, however much its parent has not read when it ends', async () => {
  const child = fork(CHILD, { serialization: 'advanced' });
  const told: string[] = [];
  child.on('message', ({ text }: { text: string }) => told.push(text));
  await once(child, 'close');
  expect(told).toHaveLength(MESSAGES);
  expect(told.at(-1)).toBe('the last');
});

it('all messages of a child are heard before its end is', async () => {
  const child = startChild<never, { text: string }>(new URL(`file://${CHILD}`), [], {}, pino({ level: 'silent' }));
  const told: string[] = [];
  child.onMessage(({ text }) => told.push(text));
  expect(await child.exited).toEqual({ code: 0, signal: null });
  expect(told).toHaveLength(MESSAGES);
});
