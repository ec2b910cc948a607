/**
 * How requests for designs and their answers travel through Redis: requests as JSON on a list, answers as one binary
 * message each, so that pixels are neither escaped nor copied into JSON.
 */
import type { DesignPixels, DesignRequest } from '../contracts/sampler-messages.js';
import type { ErrorSummary } from '../errors.js';

export interface RequestEnvelope {
  readonly id: string;
  /** Channel of the answer. */
  readonly replyTo: string;
  /** When nobody waits for the answer any more, in ms since 1970. */
  readonly deadline: number;
  readonly request: DesignRequest;
}

export type Reply =
  | { readonly id: string; readonly designs: DesignPixels }
  | { readonly id: string; readonly error: ErrorSummary };

type ReplyHeader = { id: string } & ({ imageSize: number; channels: 1 | 3 } | { error: ErrorSummary });

const LENGTH_BYTES = 4;

/** A reply as: length of the header (uint32, little-endian), header as JSON, pixels. */
export function encodeReply(reply: Reply): Buffer {
  const { header, pixels } = 'error' in reply ? { header: reply, pixels: new Uint8Array() } : split(reply);
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, pixels]);
}

function split({ id, designs }: { id: string; designs: DesignPixels }): { header: ReplyHeader; pixels: Uint8Array } {
  const { imageSize, channels, pixels } = designs;
  return { header: { id, imageSize, channels }, pixels };
}

/** The inverse of `encodeReply`. The pixels are a view of the message. */
export function decodeReply(message: Buffer): Reply {
  const headerEnd = LENGTH_BYTES + message.readUInt32LE(0);
  const header = JSON.parse(message.toString('utf8', LENGTH_BYTES, headerEnd)) as ReplyHeader;
  if ('error' in header) return header;
  const { id, imageSize, channels } = header;
  return { id, designs: { imageSize, channels, pixels: message.subarray(headerEnd) } };
}
