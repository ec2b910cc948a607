import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig, traceProtocol } from '../../src/config.js';
import type { Job } from '../../src/contracts/job.js';
import {
  type ApiProcess,
  Cluster,
  tiny,
  untilEnded,
  untilEvent,
  untilTraining,
  uploadGarments,
} from '../support/cluster.js';
import { type CollectedSpan, TraceCollector } from '../support/trace-collector.js';

/** Of a client that traces its own requests. */
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

const collector = new TraceCollector();
let cluster: Cluster;
let environment: Record<string, string>;
let api: ApiProcess;
let dataset: string;

beforeAll(async () => {
  environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen(),
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '20',
  };
  cluster = await Cluster.start();
  api = await cluster.api(environment);
  await cluster.worker(environment);
  dataset = (await uploadGarments(api.url, 12)).id;
});

afterAll(async () => {
  await cluster?.remove();
  await collector.close();
});

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Job> {
  const response = await fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
  return (await response.json()) as Job;
}

/** The spans of one trace. */
function traceOf(traceId: string) {
  const spans = collector.spans.filter((span) => span.traceId === traceId);
  const named = (name: string) => spans.filter((span) => span.name === name);
  return { spans, named, one: (name: string) => named(name)[0] as CollectedSpan };
}

const hasOutcome = (outcome: string) => (span: CollectedSpan) => span.attributes['atelier.outcome'] === outcome;

describe('a job is one trace', () => {
  let job: Job;
  beforeAll(async () => {
    const hyperparameters = { ...tiny, numEpochs: 2, checkpointEvery: 3 };
    job = await post('/jobs', { dataset, hyperparameters }, { traceparent: `00-${TRACE}-${CALLER}-01` });
    await untilEnded(api.client, job.id);
    await collector.until(
      ({ spans }) => spans.some(hasOutcome('finished')) && traceOf(TRACE).one('POST /jobs') !== undefined,
    );
  });

  it("from its client's request over the queue to the attempt", () => {
    const { one } = traceOf(TRACE);
    const [request, queue, attempt] = [one('POST /jobs'), one('queue'), one('attempt')];
    expect(request).toMatchObject({ parentSpanId: CALLER, service: 'atelier-api', failed: false });
    expect(request.attributes).toMatchObject({ 'http.route': '/jobs', 'http.response.status_code': 201 });
    expect(queue).toMatchObject({ parentSpanId: request.spanId, service: 'atelier-worker' });
    expect(attempt).toMatchObject({ parentSpanId: request.spanId, service: 'atelier-worker', failed: false });
    expect(attempt.attributes).toMatchObject({ 'atelier.job.id': job.id, 'atelier.attempt': 1 });
    expect(queue.begun).toBeGreaterThanOrEqual(Math.floor(request.begun));
    expect(queue.ended).toBeLessThanOrEqual(attempt.begun + 1);
  });

  it('and on to its steps and checkpoints, each step in one span of steps', () => {
    const { one, named } = traceOf(TRACE);
    const attempt = one('attempt');
    const steps = named('steps').sort((a, b) => a.begun - b.begun);
    const ranges = steps.map(({ attributes }) => [attributes['atelier.step.first'], attributes['atelier.step.last']]);
    expect(ranges[0]?.[0]).toBe(1);
    expect(ranges.at(-1)?.[1]).toBe(6);
    for (const [i, [first]] of ranges.slice(1).entries()) expect(first).toBe((ranges[i]?.[1] as number) + 1);
    for (const span of steps) {
      expect(span.parentSpanId).toBe(attempt.spanId);
      expect(span.attributes['atelier.step.mean_seconds']).toBeGreaterThan(0);
      const [first] = named('step').filter(({ parentSpanId }) => parentSpanId === span.spanId);
      expect(first?.attributes['atelier.step']).toBe(span.attributes['atelier.step.first']);
    }
    const checkpoints = named('checkpoint').sort((a, b) => a.begun - b.begun);
    expect(checkpoints.map(({ attributes }) => attributes['atelier.step'])).toEqual([3, 6]);
    for (const checkpoint of checkpoints) {
      expect(checkpoint.parentSpanId).toBe(attempt.spanId);
      expect(checkpoint.ended).toBeGreaterThanOrEqual(checkpoint.begun);
    }
  });

  it('and says nothing of it where its record is shown', async () => {
    expect(JSON.stringify(await api.client.job(job.id))).not.toContain(TRACE);
  });
});

describe('an attempt', () => {
  it('belongs to the trace of whoever had the job run again', async () => {
    const job = await post('/jobs', { dataset, hyperparameters: { ...tiny, numEpochs: 100_000 } });
    await untilTraining(api.client, job.id, 1);
    await post(`/jobs/${job.id}/pause`, {});
    await untilEvent(api.client, job.id, ({ type, data }) => type === 'state' && data.state === 'paused');
    const trace = TRACE.replace('0af7', '1af7');
    await post(`/jobs/${job.id}/resume`, {}, { traceparent: `00-${trace}-${CALLER}-01` });
    await untilTraining(api.client, job.id, 2);
    await api.client.cancel(job.id);
    await untilEnded(api.client, job.id);
    const attempts = () =>
      collector.spans.filter(({ name, attributes }) => name === 'attempt' && attributes['atelier.job.id'] === job.id);
    await collector.until(() => attempts().length === 2);
    const [first, second] = attempts().sort((a, b) => a.begun - b.begun) as [CollectedSpan, CollectedSpan];
    expect(first.traceId).not.toBe(trace);
    expect(second).toMatchObject({ traceId: trace, parentSpanId: traceOf(trace).one('POST /jobs/:id/resume').spanId });
    expect(second.attributes['atelier.attempt']).toBe(2);
  });
});

describe('requests', () => {
  it('are traced each for itself, but for streams and what is asked all the time', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics', '/jobs', '/models']) await fetch(`${api.url}${path}`);
    await collector.until(({ spans }) => spans.some(({ name }) => name === 'GET /models'));
    const names = new Set(collector.spans.filter(({ service }) => service === 'atelier-api').map(({ name }) => name));
    expect(names).toContain('GET /jobs');
    for (const path of ['/healthz', '/readyz', '/metrics', '/jobs/:id/stream'])
      expect(names).not.toContain(`GET ${path}`);
  });

  it('are sent as protocol buffers by default, and the rest when the process ends', async () => {
    const { OTEL_EXPORTER_OTLP_ENDPOINT } = environment as { OTEL_EXPORTER_OTLP_ENDPOINT: string };
    const other = await cluster.api({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME: 'another-name' });
    await fetch(`${other.url}/jobs`);
    await other.end('SIGTERM');
    const binary = collector.deliveries.filter(({ contentType }) => contentType === 'application/x-protobuf');
    expect(binary).toHaveLength(1);
    expect(binary[0]?.path).toBe('/v1/traces');
    expect(binary[0]?.body.includes('GET /jobs')).toBe(true);
    expect(binary[0]?.body.includes('another-name')).toBe(true);
  });
});

describe('without an endpoint', () => {
  /** Packages of OpenTelemetry that are loaded after all of ours are, and tracing was opened as an environment says. */
  function loaded(given: Record<string, string>): string[] {
    const script = `
      import Module from 'node:module';
      await Promise.all(['server', 'worker'].map((name) => import('./dist/src/' + name + '.js')));
      const { openTracing } = await import('./dist/src/telemetry/open-tracing.js');
      const { readConfig, traceProtocol } = await import('./dist/src/config.js');
      await openTracing({ service: 'a', instance: 'b', protocol: traceProtocol(readConfig(process.env)), warn: () => {} });
      const names = Object.keys(Module._cache).map((path) => /@opentelemetry\\/([^/]+)/.exec(path)?.[1]);
      console.log(JSON.stringify([...new Set(names.filter(Boolean))]));
      process.exit();`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { ...process.env, ...given },
    });
    return JSON.parse(String(output)) as string[];
  }

  it("OpenTelemetry's SDK is not loaded", () => {
    // prom-client loads the interface.
    expect(loaded({}).filter((name) => name !== 'api')).toEqual([]);
    expect(loaded({ OTEL_TRACES_EXPORTER: 'otlp' })).toContain('sdk-trace-base');
  });

  it('nothing is sent, and neither where it was switched off', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
    expect(traceProtocol(readConfig({}))).toBeUndefined();
    expect(traceProtocol(readConfig(endpoint))).toBe('http/protobuf');
    expect(traceProtocol(readConfig({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }))).toBe('http/json');
    expect(traceProtocol(readConfig({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }))).toBeUndefined();
    expect(traceProtocol(readConfig({ ...endpoint, OTEL_SDK_DISABLED: 'true' }))).toBeUndefined();
    expect(traceProtocol(readConfig({ OTEL_TRACES_EXPORTER: 'otlp' }))).toBe('http/protobuf');
    expect(() => readConfig({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow('OTEL_EXPORTER_OTLP_PROTOCOL');
  });
});
