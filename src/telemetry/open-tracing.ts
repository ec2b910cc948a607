import type { Tracing, TracingOptions } from './tracing.js';

/** @returns undefined where nothing is to be traced; OpenTelemetry's SDK is not even loaded then */
export async function openTracing(options: TracingOptions): Promise<Tracing | undefined> {
  const { protocol } = options;
  if (protocol === undefined) return undefined;
  const { openTelemetry } = await import('./opentelemetry.js');
  return await openTelemetry({ ...options, protocol });
}
