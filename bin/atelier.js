#!/usr/bin/env node
import { existsSync } from 'node:fs';

// In a clone, the Redis that set-up has brought is found as `npm run` finds it. An image has no set-up.
const setup = new URL('../scripts/setup/', import.meta.url);
if (existsSync(setup)) {
  const { findPlace } = await import(new URL('place.mjs', setup).href);
  const { findRedis } = await import(new URL('redis.mjs', setup).href);
  const server = findRedis(findPlace());
  if (server !== undefined) process.env.ATELIER_REDIS_SERVER = server;
}
await import('../dist/src/cli.js').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write(`atelier: it is not set up: run "npm run setup" first. (${error.message})\n`);
  process.exitCode = 1;
});
