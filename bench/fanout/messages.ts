/** What the fan-out benchmark and its clients say to each other. */

export type ToClients =
  | {
      readonly type: 'connect';
      readonly port: number;
      readonly path: string;
      readonly clients: number;
      readonly slow: number;
    }
  /** All that was sent has these numbers; answered when every client has it, or the patience is at its end. */
  | { readonly type: 'collect'; readonly from: number; readonly to: number; readonly patienceMs: number };

export type FromClients =
  | { readonly type: 'connected'; readonly seconds: number }
  | ({ readonly type: 'collected' } & Delivery);

/** What reached the clients. */
export interface Delivery {
  /** Clients that were given every event once, in order, with equal bytes. */
  readonly whole: number;
  /** From the commit of an event to its arrival, over all clients that read at once; in ms. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Of the clients that stop reading for seconds: those that got everything. */
  readonly wholeSlow: number;
}
