import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobEvent } from '../../src/contracts/event.js';
import { StreamClient, type StreamMessage } from './stream-client.js';

/** Between two requests of a client, in ms. */
const PAUSE_MS = 20;

export interface LoadResponse {
  readonly status: number;
  readonly body: Buffer;
}

/** A client of its own connection, which it keeps for as long as the server does. */
export class SteadyClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly url: string) {}

  /** Sends once: whatever goes wrong is thrown. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<LoadResponse> {
    const json = body === undefined ? undefined : JSON.stringify(body);
    return await new Promise((resolve, reject) => {
      const sent = request(`${this.url}${path}`, {
        method,
        agent: this.#agent,
        headers: json === undefined ? headers : { 'content-type': 'application/json', ...headers },
      });
      sent.on('error', reject);
      sent.on('response', async (response) => {
        try {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(await response.toArray()) });
        } catch (error) {
          reject(error);
        }
      });
      sent.end(json);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Requests of several clients, each after the last, until they are stopped. */
export class SteadyLoad {
  readonly failures: string[] = [];
  /** How many were answered, by name. */
  readonly answered: Record<string, number> = {};
  readonly #loops: Promise<void>[] = [];
  #stopped = false;

  constructor(private readonly url: string) {}

  /** Starts a client. @param ask sends a request, and throws if the answer is not what it should be */
  start(name: string, ask: (client: SteadyClient) => Promise<void>): void {
    this.#loops.push(this.#repeat(name, ask));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
  }

  async #repeat(name: string, ask: (client: SteadyClient) => Promise<void>): Promise<void> {
    const client = new SteadyClient(this.url);
    for (this.answered[name] = 0; !this.#stopped; await sleep(PAUSE_MS)) {
      try {
        await ask(client);
        this.answered[name] += 1;
      } catch (error) {
        this.failures.push(`${name}: ${(error as Error).message}`);
      }
    }
    client.close();
  }
}

/** Follows a job to its end, and comes back where it was when the server goes away. */
export class FollowingClient {
  readonly messages: StreamMessage[] = [];
  /** Close codes of its connections. */
  readonly codes: number[] = [];
  /** Resolves when it was closed for good. */
  readonly ended: Promise<void>;
  readonly #waiting = new Set<{ wanted: (event: JobEvent) => boolean; resolve: () => void }>();

  constructor(url: string, jobId: string) {
    this.ended = this.#follow(`${url.replace('http', 'ws')}/jobs/${jobId}/stream`);
  }

  /** Resolves when an event that is looked for arrives from now on. */
  async until(wanted: (event: JobEvent) => boolean): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.add({ wanted, resolve }));
  }

  async #follow(url: string): Promise<void> {
    for (let last = 0, code = 1001; code === 1001; ) {
      const connection = new StreamClient(`${url}?after=${last}`);
      connection.socket.on('message', () => this.#hear(connection.messages.at(-1) as StreamMessage));
      code = await connection.closed;
      this.codes.push(code);
      last = connection.events.at(-1)?.seq ?? last;
    }
  }

  #hear(message: StreamMessage): void {
    this.messages.push(message);
    if (!('seq' in message)) return;
    for (const waiting of this.#waiting) {
      if (!waiting.wanted(message)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }
}
