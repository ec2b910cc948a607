/** Spans by OpenTelemetry's SDK, sent by OTLP over HTTP. Loaded only where it is asked for. */
import {
  type Context,
  DiagLogLevel,
  diag,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { version } from '../version.js';
import type { Span, TraceParent, Tracing, TracingOptions } from './tracing.js';

/** A collector that is away must not hold up the end of a process for longer, in ms. */
const CLOSE_MS = 5_000;

const KINDS = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER } as const;

/** Where the collector is, headers, sampling and batches are OpenTelemetry's own variables, which the SDK reads. */
export async function openTelemetry({
  service,
  instance,
  protocol,
  warn,
}: TracingOptions & { readonly protocol: NonNullable<TracingOptions['protocol']> }): Promise<Tracing> {
  listenToComplaints(warn);
  const named = { 'service.name': service, 'service.version': version, 'service.instance.id': instance };
  const resource = defaultResource()
    .merge(resourceFromAttributes(named))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(await exporterFor(protocol))],
  });
  const tracer = provider.getTracer('atelier', version);
  return {
    begin: (name, { within, kind, at, attributes } = {}) =>
      spanOf(
        tracer.startSpan(
          name,
          {
            kind: kind === undefined ? SpanKind.INTERNAL : KINDS[kind],
            ...(at === undefined ? {} : { startTime: at }),
            ...(attributes ? { attributes } : {}),
          },
          contextOf(within),
        ),
      ),
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      });
      await Promise.race([provider.shutdown().catch((error: Error) => warn(error.message)), late]);
      clearTimeout(timer);
    },
  };
}

async function exporterFor(protocol: NonNullable<TracingOptions['protocol']>): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

/** The SDK says of failures what it has to say to one logger in a process. */
function listenToComplaints(warn: (message: string) => void): void {
  const silent = () => {};
  const complain = (message: string) => warn(message);
  const logger = { error: complain, warn: complain, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

function contextOf(within: TraceParent | undefined): Context {
  const parent = within === undefined ? null : parseTraceParent(within);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
}

function spanOf(span: OtelSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    place: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    set: (attributes) => void span.setAttributes(attributes),
    fail: (message) => void span.setStatus({ code: SpanStatusCode.ERROR, message }),
    end: (at) => span.end(at),
  };
}
