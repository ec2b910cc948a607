import { Sender } from 'ws';
import type { LoggedEvent } from '../../jobs/events/logged-event.js';

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
 * Events in the bytes of a protocol, made at most once: all clients that are sent the same event, or the same array of
 * them, get the same buffer, for as long as anybody holds the events.
 */
function onceForAll(encode: (event: LoggedEvent) => Buffer): (events: readonly LoggedEvent[]) => Buffer {
  const made = new WeakMap<object, Buffer>();
  const once = <T extends object>(key: T, make: (key: T) => Buffer): Buffer => {
    const bytes = made.get(key) ?? make(key);
    made.set(key, bytes);
    return bytes;
  };
  return (events) => once(events, (all) => Buffer.concat(all.map((event) => once(event, encode))));
}

/** Whole WebSocket frames, headers and all. A server's frames are not masked, so they are the same for everybody. */
export const webSocketFrames = onceForAll(({ json }) =>
  Buffer.concat(Sender.frame(Buffer.from(json), { fin: true, rsv1: false, opcode: TEXT, mask: false, readOnly: true })),
);

/** An event's id is its seq, so that an EventSource that needs no ticket goes on where it was. */
export const serverSentEvents = onceForAll(({ seq, json }) => Buffer.from(`id: ${seq}\ndata: ${json}\n\n`));
