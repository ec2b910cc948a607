/** The sampler: answers requests for designs, from its supervisor over IPC and from API processes over a socket. */
import type { FromSampler, SamplerReply, ToSampler } from './contracts/sampler-messages.js';
import type { StoreLocation } from './contracts/store-location.js';
import { listenForApis } from './jobs/designs/sampler-socket.js';
import { endWithParent } from './orphan-guard.js';
import { GeneratorCache } from './sampling/generator-cache.js';
import { SamplerSession } from './sampling/sampler-session.js';
import { SharedSampler } from './sampling/shared-sampler.js';
import { openStore } from './storage/open-store.js';

// A sampler whose supervisor is gone must not hold a device.
process.on('disconnect', () => process.exit(1));
const [parent, location, socketFolder, generatorMemory] = process.argv.slice(2);
if (!location || !socketFolder) {
  throw new Error('usage: sampler PARENT_PID STORE_LOCATION SOCKET_FOLDER GENERATOR_BYTES');
}
endWithParent(Number(parent));
process.on('SIGINT', () => {});

const store = await openStore(JSON.parse(location) as StoreLocation);
const sampler = new SharedSampler(new GeneratorCache(store, Number(generatorMemory)), (pass) =>
  send({ type: 'pass', pass }),
);
const supervisor = open((reply) => send({ type: 'reply', reply }));
process.on('message', (message: ToSampler) => supervisor.take(message));
await listenForApis(socketFolder, open);
send({ type: 'ready' });

function open(respond: (reply: SamplerReply) => void): SamplerSession {
  return new SamplerSession(sampler, (reply) => {
    if ('error' in reply) send({ type: 'failed', code: reply.error.code });
    respond(reply);
  });
}

function send(message: FromSampler): void {
  process.send?.(message);
}
