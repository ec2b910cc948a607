const TEXT = 1;
const PING = 9;

/** A masked, empty pong. */
export const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/**
 * Takes a server's WebSocket frames apart. A client of ws costs more than what is measured; ten thousand of these fit
 * on the core beside the server.
 */
export class FrameReader {
  #rest: Buffer | undefined;

  constructor(
    private readonly onText: (payload: Buffer) => void,
    private readonly onPing: () => void,
  ) {}

  push(chunk: Buffer): void {
    let data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (let frame = frameAt(data); frame; frame = frameAt(data)) {
      if (frame.opcode === TEXT) this.onText(data.subarray(frame.start, frame.end));
      else if (frame.opcode === PING) this.onPing();
      data = data.subarray(frame.end);
    }
    this.#rest = data.length > 0 ? data : undefined;
  }
}

/** The first frame of the data, if it is all there. */
function frameAt(data: Buffer): { opcode: number; start: number; end: number } | undefined {
  if (data.length < 2) return undefined;
  const short = (data[1] as number) & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (data.length < start) return undefined;
  const length = short < 126 ? short : short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
  const end = start + length;
  return data.length < end ? undefined : { opcode: (data[0] as number) & 0x0f, start, end };
}
