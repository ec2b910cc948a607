/**
 * How requests for designs and their answers travel: requests as JSON, answers as binary messages, so that pixels are
 * neither escaped nor copied into JSON. Redis keeps messages apart; on a socket each has its length before it.
 */
import type { DesignPixels, SamplerReply, ToSampler } from '../../contracts/sampler-messages.js';
import type { ErrorSummary } from '../../errors.js';

/** A request on Redis's list. */
export interface RequestEnvelope {
  /** Channel of the answer. */
  readonly replyTo: string;
  /**
   * When nobody waits for the answer any more, by Redis's clock, in ms since 1970: the clocks of two machines may differ.
   * Versions before this sent only the message's deadline, which is by the clock of the machine that asked.
   */
  readonly deadline?: number;
  readonly message: Extract<ToSampler, { type: 'generate' }>;
}

type ReplyHeader = { id: string } & ({ imageSize: number; channels: 1 | 3 } | { error: ErrorSummary });

const LENGTH_BYTES = 4;

/** A reply as: length of the header (uint32, little-endian), header as JSON, pixels. */
export function encodeReply(reply: SamplerReply): Buffer {
  const { header, pixels } = 'error' in reply ? { header: reply, pixels: new Uint8Array() } : split(reply);
  const json = Buffer.from(JSON.stringify(header));
  return Buffer.concat([uint32(json.length), json, pixels]);
}

function split({ id, designs }: { id: string; designs: DesignPixels }): { header: ReplyHeader; pixels: Uint8Array } {
  const { imageSize, channels, pixels } = designs;
  return { header: { id, imageSize, channels }, pixels };
}

/** The inverse of `encodeReply`. The pixels are a view of the message. */
export function decodeReply(message: Buffer): SamplerReply {
  const headerEnd = LENGTH_BYTES + message.readUInt32LE(0);
  const header = JSON.parse(message.toString('utf8', LENGTH_BYTES, headerEnd)) as ReplyHeader;
  if ('error' in header) return header;
  const { id, imageSize, channels } = header;
  return { id, designs: { imageSize, channels, pixels: message.subarray(headerEnd) } };
}

/** A message for a socket: its length in bytes (uint32, little-endian) before it. */
export function frame(message: Buffer): Buffer {
  return Buffer.concat([uint32(message.length), message]);
}

/** Finds the messages in what arrives from a socket. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Bytes that the next message needs before it can be looked at. */
  #needed = LENGTH_BYTES;

  /** @returns the messages that are whole now */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#needed) return [];
    let rest = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const messages: Buffer[] = [];
    for (;;) {
      this.#needed = rest.length < LENGTH_BYTES ? LENGTH_BYTES : LENGTH_BYTES + rest.readUInt32LE(0);
      if (rest.length < this.#needed) break;
      messages.push(rest.subarray(LENGTH_BYTES, this.#needed));
      rest = rest.subarray(this.#needed);
    }
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#bytes = rest.length;
    return messages;
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(LENGTH_BYTES);
  bytes.writeUInt32LE(value);
  return bytes;
}
