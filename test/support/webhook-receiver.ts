import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { WebhookPayload } from '../../src/contracts/webhook.js';

/** What a receiver was sent. */
export interface Received {
  readonly id: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly payload: WebhookPayload;
}

/** How one request is answered; `hang` never answers. */
export type ReceiverResponse = { readonly status: number; readonly headers?: Record<string, string> } | 'hang';

/** A shop's server: a real one, which knows Atelier by Standard Webhooks' own library only. */
export interface Receiver {
  readonly url: string;
  /** In the order in which they came. */
  readonly received: readonly Received[];
  /** Resolves when so many requests have come. */
  until(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** @param answer decides on each request; 204 by default */
export async function startReceiver(
  answer: (received: Received, number: number) => ReceiverResponse = () => ({ status: 204 }),
): Promise<Receiver> {
  const received: Received[] = [];
  const looks = new Set<() => void>();
  const server = createServer((request, response) => {
    void read(request).then((each) => {
      received.push(each);
      respond(response, answer(each, received.length));
      for (const look of looks) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return;
          looks.delete(look);
          resolve(received);
        };
        looks.add(look);
        look();
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * What the shop's engineer does.
 * @throws WebhookVerificationError of the reference implementation
 */
export function verify(secret: string, { body, headers }: Received): unknown {
  return new Webhook(secret).verify(body, headers);
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { id: headers['webhook-id'] as string, headers, body, payload: JSON.parse(body) as WebhookPayload };
}

function respond(response: ServerResponse, answer: ReceiverResponse): void {
  if (answer === 'hang') return;
  response.writeHead(answer.status, answer.headers).end();
}
