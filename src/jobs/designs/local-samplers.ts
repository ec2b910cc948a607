import { createConnection, type Socket } from 'node:net';
import type { DesignPixels, ToSampler } from '../../contracts/sampler-messages.js';
import { shortSocketPath } from '../../storage/socket-path.js';
import { decodeReply, FrameReader, frame } from './design-wire.js';
import { PendingRequests } from './pending-requests.js';
import { socketsIn } from './sampler-socket.js';

/** How often it is looked for samplers that have come, in ms. */
const POLL_EVERY_MS = 500;

/** Designs that one sampler of this machine is asked for at once; those beyond may be taken by any machine's. */
export const ROOM_DESIGNS = 512;

/** The connection to a sampler broke: what it was asked for can be asked elsewhere. */
export class SamplerGone extends Error {}

/** The samplers of this machine, past Redis. */
export class LocalSamplers {
  readonly #links = new Map<string, Link>();
  #timer: NodeJS.Timeout | undefined;

  /** @param folder where samplers have their sockets */
  constructor(private readonly folder: string) {}

  start(): void {
    void this.#scan();
    this.#timer = setInterval(() => void this.#scan(), POLL_EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const link of this.#links.values()) link.close();
  }

  /** The sampler that is asked for least; undefined if there is none, or none has room. */
  pick(): Link | undefined {
    const open = [...this.#links.values()].filter((link) => link.connected && link.load < ROOM_DESIGNS);
    return open.reduce<Link | undefined>((least, link) => (least && least.load <= link.load ? least : link), undefined);
  }

  async #scan(): Promise<void> {
    for (const { path } of await socketsIn(this.folder)) {
      if (this.#links.has(path)) continue;
      this.#links.set(path, new Link(path, () => this.#links.delete(path)));
    }
  }
}

/** A connection to one sampler. */
export class Link {
  readonly #socket: Socket;
  readonly #pending = new PendingRequests();
  connected = false;

  /** @param gone called when the connection has ended, or could not be made */
  constructor(path: string, gone: () => void) {
    const reader = new FrameReader();
    this.#socket = createConnection(shortSocketPath(path), () => {
      this.connected = true;
    });
    this.#socket.on('data', (chunk) => {
      for (const message of reader.push(chunk as Buffer)) this.#pending.settle(decodeReply(message));
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.connected = false;
      gone();
      this.#pending.rejectAll(new SamplerGone('The sampler ended while it was at work.'));
    });
  }

  /** Designs that are waited for. */
  get load(): number {
    return this.#pending.designs;
  }

  /** @throws SamplerGone, or what `PendingRequests.wait` does */
  ask(message: Extract<ToSampler, { type: 'generate' }>, signal: AbortSignal): Promise<DesignPixels> {
    const reply = this.#pending.wait(message, signal, () => this.#send({ type: 'cancel', id: message.id }));
    this.#send(message);
    return reply;
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(message: ToSampler): void {
    this.#socket.write(frame(Buffer.from(JSON.stringify(message))));
  }
}
