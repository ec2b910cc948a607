/** The peer: Fastify with nothing but the routes, answering what Atelier answered. Argument: the payload as JSON. */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { serve } from '../support/serve.js';

const payload = JSON.parse(process.argv[2] as string) as object;
const app = fastify();
app.get('/jobs/:id', async () => payload);
app.post('/jobs', async (_request, reply) => reply.code(201).send(payload));
await app.listen({ host: '127.0.0.1', port: 0 });
serve((app.server.address() as AddressInfo).port, () => {});
