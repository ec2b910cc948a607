/** How often every stream shows life, in ms: dead peers are found, and proxies don't close what looks idle. */
const HEARTBEAT_MS = 20_000;

/** One client's connection, as those see it who keep it alive and who shut it down. */
export interface Connection {
  beat(): void;
  /** The server shuts down. */
  leave(): void;
  /** The key that it was opened with is no longer good. */
  revoke(): void;
}

/** All open streams of one API process. One timer serves them all, however many there are. */
export class Clients {
  readonly #open = new Set<Connection>();
  #closed = false;
  readonly #timer = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();

  /** @returns a function to call when the connection is gone */
  add(connection: Connection): () => void {
    // Its handshake was on its way when the others were told.
    if (this.#closed) connection.leave();
    this.#open.add(connection);
    return () => this.#open.delete(connection);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const connection of this.#open) connection.leave();
  }

  #beat(): void {
    for (const connection of this.#open) connection.beat();
  }
}
