import { Sender } from 'ws';
import type { LoggedEvent } from '../../jobs/logged-event.js';

/** Part of ws that its types leave out. */
declare module 'ws' {
  const Sender: {
    /** Frames a message as RFC 6455 has it: its header, then its payload. */
    frame(
      data: Buffer,
      options: { fin: boolean; rsv1: boolean; opcode: number; mask: boolean; readOnly: boolean },
    ): Buffer[];
  };
}

const TEXT = 1;

/**
 * An event in the bytes of a protocol, made at most once: all clients of the process get the same buffer, for as long as
 * anybody holds the event.
 */
function oncePerEvent(make: (event: LoggedEvent) => Buffer): (event: LoggedEvent) => Buffer {
  const made = new WeakMap<LoggedEvent, Buffer>();
  return (event) => {
    let bytes = made.get(event);
    if (!bytes) {
      bytes = make(event);
      made.set(event, bytes);
    }
    return bytes;
  };
}

/** A whole WebSocket frame, header and all. A server's frames are not masked, so they are the same for everybody. */
export const webSocketFrame = oncePerEvent(({ json }) =>
  Buffer.concat(Sender.frame(Buffer.from(json), { fin: true, rsv1: false, opcode: TEXT, mask: false, readOnly: true })),
);

/** An event's id is its seq, so that a browser that reconnects by itself goes on where it was. */
export const serverSentEvent = oncePerEvent(({ seq, json }) => Buffer.from(`id: ${seq}\ndata: ${json}\n\n`));
