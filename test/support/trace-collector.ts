import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as OTLP has it, as far as tests look at it. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** In ms since 1970. */
  readonly begun: number;
  readonly ended: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}
type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[];
interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpAttributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
        readonly attributes: OtlpAttributes;
        readonly status?: { readonly code?: number };
      }[];
    }[];
  }[];
}

/** What a collector was sent at once. */
export interface Delivery {
  readonly path: string | undefined;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** A receiver of OTLP over HTTP. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  readonly deliveries: Delivery[] = [];
  readonly #looks = new Set<() => void>();
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path, headers } = request;
      this.#take({ path, contentType: headers['content-type'], body: Buffer.concat(chunks) });
      response.setHeader('content-type', headers['content-type'] ?? 'application/json').end();
    });
  });

  /** @returns its address, for OTEL_EXPORTER_OTLP_ENDPOINT */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when what has arrived is what is waited for. */
  async until(holds: (collector: TraceCollector) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!holds(this)) return;
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(delivery: Delivery): void {
    this.deliveries.push(delivery);
    if (delivery.contentType === 'application/json') this.spans.push(...read(JSON.parse(String(delivery.body))));
    for (const look of this.#looks) look();
  }
}

function read({ resourceSpans }: OtlpRequest): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano, attributes, status }) => ({
        service,
        name,
        traceId,
        spanId,
        parentSpanId: parentSpanId || undefined,
        begun: Number(startTimeUnixNano) / 1e6,
        ended: Number(endTimeUnixNano) / 1e6,
        attributes: valuesOf(attributes),
        failed: status?.code === 2,
      })),
    );
  });
}

function valuesOf(attributes: OtlpAttributes): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.doubleValue ?? value.boolValue ?? Number(value.intValue),
    ]),
  );
}
