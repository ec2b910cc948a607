/** The peer: ws alone, which sends the text that it is given to all its clients. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { serve } from '../support/serve.js';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 511 });
await once(server, 'listening');
serve((server.address() as AddressInfo).port, (json) => {
  for (const client of server.clients) client.send(json);
});
