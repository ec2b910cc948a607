/** A place in a trace, as W3C's header `traceparent` has it: `00-<trace>-<span>-<flags>`. */
export type TraceParent = string;

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Something that takes time. Times are in ms since 1970; now, where they are left out. */
export interface Span {
  /** What spans within it are begun with. */
  readonly place: TraceParent;
  set(attributes: SpanAttributes): void;
  /** Marks it as failed. */
  fail(message: string): void;
  end(at?: number): void;
}

export interface SpanOptions {
  /** Left out, or none as W3C has it, the span begins a trace. */
  readonly within?: TraceParent | undefined;
  readonly kind?: 'server' | 'consumer';
  readonly at?: number;
  readonly attributes?: SpanAttributes;
}

/** Where spans go. What traces is handed one of these, or nothing, and then does nothing. */
export interface Tracing {
  begin(name: string, options?: SpanOptions): Span;
  /** Sends what was not sent yet. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** Name of the service, unless OTEL_SERVICE_NAME has another. */
  readonly service: string;
  /** What tells this process from others of the service. */
  readonly instance: string;
  /** How spans are sent; undefined for not at all. */
  readonly protocol: 'http/protobuf' | 'http/json' | undefined;
  /** Hears of spans that could not be sent. */
  readonly warn: (message: string) => void;
}
