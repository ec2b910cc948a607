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

/** What makes the bytes of events, for one protocol. */
export type EncodeEvents = ReturnType<typeof onceForAll>;

/** Whole WebSocket frames, headers and all. A server's frames are not masked, so they are the same for everybody. */
export function webSocketFrames(link: Link): EncodeEvents {
  const options = { fin: true, rsv1: false, opcode: TEXT, mask: false, readOnly: true };
  return onceForAll((event) => Buffer.concat(Sender.frame(Buffer.from(shownJson(event, link)), options)));
}

/** An event's id is its seq, so that an EventSource that needs no ticket goes on where it was. */
export function serverSentEvents(link: Link): EncodeEvents {
  return onceForAll((event) => Buffer.from(`id: ${event.seq}\ndata: ${shownJson(event, link)}\n\n`));
}

/** An event as clients see it: the log's own text, in which links have no host. */
export function shownJson({ type, json }: LoggedEvent, link: Link): string {
  if (type !== 'sample') return json;
  return json.replace(/"url":"([^"]+)"/, (_, path: string) => `"url":${JSON.stringify(link(path))}`);
}

/** Where clients reach a path of the API. */
type Link = (path: string) => string;
