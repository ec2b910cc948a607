import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { parse } from 'yaml';
import { findDebianProgram } from '../support/debian-program.js';
import { findManifest, readProjectFile, renderOverlay } from '../support/manifests.js';
import { busyTelemetry } from '../support/metrics.js';

const RULES = 'deploy/prometheus/atelier.rules.yml';
const RULE_TESTS = 'deploy/prometheus/atelier.rules.test.yml';

interface RuleGroups {
  readonly groups: readonly { readonly name: string; readonly rules: readonly { alert: string; expr: string }[] }[];
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const rules = parse(readProjectFile(RULES)) as RuleGroups;
const alerts = rules.groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(readProjectFile('deploy/grafana/atelier.json')) as { panels: readonly Panel[] };
const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

/** Series that a process exports, by name, with the labels that each has. */
let exported: Map<string, Set<string>>;
/** Prometheus's own checks. */
const PROMTOOL = { name: 'promtool', package: 'prometheus', path: 'usr/bin/promtool', harmless: ['--version'] };
let promtool: Awaited<ReturnType<typeof findDebianProgram>>;

beforeAll(async () => {
  exported = new Map();
  for (const [, name, labels] of (await busyTelemetry().text()).matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const known = exported.get(name as string) ?? new Set();
    for (const [label] of (labels ?? '').matchAll(/\w+(?==")/g)) known.add(label);
    exported.set(name as string, known);
  }
  // Prometheus's own.
  exported.set('up', new Set());
  promtool = await findDebianProgram(PROMTOOL);
});

/** Runs promtool, or skips the test where there is none. */
function check(skip: TestContext['skip'], args: readonly string[], input = ''): string {
  if ('reason' in promtool) return skip(promtool.reason);
  return execFileSync(promtool.path, args, { input, encoding: 'utf8', stdio: 'pipe' });
}

/** What a query names: its series, and the labels that it tells them apart by. */
function namesIn(expr: string): { series: string[]; labels: string[] } {
  const bare = expr.replaceAll(/"[^"]*"/g, '""');
  const series = [...bare.matchAll(/\b(?:atelier|process|nodejs)_\w+|\bup\b/g)].map(([name]) => name);
  const selected = [...bare.matchAll(/(\w+)(?:=~|!=|!~|=)""/g)].map(([, label]) => label as string);
  const grouped = [...bare.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => (list as string).split(/,\s*/));
  return { series, labels: [...selected, ...grouped] };
}

/** Given by Prometheus to every series. */
const GIVEN = new Set(['instance', 'job']);

describe.each([
  ['alerts', alerts.map(({ alert, expr }) => ({ title: alert, expr }))],
  ['the dashboard', queries],
])('%s', (_what, asked) => {
  it('asks only for what is told, by labels that it has', () => {
    expect(asked.length).toBeGreaterThan(10);
    for (const { title, expr } of asked) {
      const { series, labels } = namesIn(expr);
      expect(series.length, title).toBeGreaterThan(0);
      for (const name of series) expect(exported.has(name), `${title}: ${name}`).toBe(true);
      const known = new Set([...series.flatMap((name) => [...(exported.get(name) ?? [])]), ...GIVEN]);
      for (const label of labels) expect(known.has(label), `${title}: label ${label}`).toBe(true);
    }
  });
});

describe('the dashboard', () => {
  it('shows how the service, its training, its designs, its streams and its store are', () => {
    const shown = new Set(queries.flatMap(({ expr }) => namesIn(expr).series));
    for (const name of [
      'atelier_http_request_duration_seconds_bucket',
      'atelier_queue_depth',
      'atelier_jobs',
      'atelier_training_images_total',
      'atelier_training_step_duration_seconds_bucket',
      'atelier_training_loss',
      'atelier_device_memory_used_bytes',
      'atelier_sampler_batch_designs_sum',
      'atelier_sampler_request_duration_seconds_bucket',
      'atelier_stream_clients',
      'atelier_stream_events_left_out_total',
      'atelier_store_errors_total',
    ]) {
      expect(shown.has(name), name).toBe(true);
    }
  });

  it('asks in a language that Prometheus understands', ({ skip }) => {
    const folder = mkdtempSync(join(tmpdir(), 'atelier-dashboard-'));
    try {
      const file = join(folder, 'queries.yml');
      const asked = queries.map(({ expr }, i) => ({ record: `query:${i}`, expr: expr.replaceAll(/\$__\w+/g, '5m') }));
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: asked }] }));
      expect(check(skip, ['check', 'rules', file])).toContain(`${asked.length} rules found`);
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'x', rules: [{ record: 'x', expr: 'rate(up' }] }] }));
      expect(() => check(skip, ['check', 'rules', file])).toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('alerts', () => {
  it('are rules that Prometheus takes', ({ skip }) => {
    expect(check(skip, ['check', 'rules', RULES])).toContain(`${alerts.length} rules found`);
    expect(check(skip, ['check', 'config', '--syntax-only', 'deploy/prometheus/prometheus.yml'])).toContain('SUCCESS');
  });

  it('fire when they should and not before', ({ skip }) => {
    expect(check(skip, ['test', 'rules', RULE_TESTS])).toContain('SUCCESS');
  });

  it('have a case each in which they fire', () => {
    const { tests } = parse(readProjectFile(RULE_TESTS)) as {
      tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
    };
    const fired = tests.flatMap(({ alert_rule_test }) => alert_rule_test).filter((each) => each.exp_alerts.length > 0);
    expect(new Set(fired.map(({ alertname }) => alertname))).toEqual(new Set(alerts.map(({ alert }) => alert)));
  });
});

describe('the figures', () => {
  it("are in a form that Prometheus's own linter has nothing against", async ({ skip }) => {
    const text = (await busyTelemetry().text()).split('\n\n').filter((metric) => metric.includes('# HELP atelier_'));
    expect(text.length).toBeGreaterThan(30);
    check(skip, ['check', 'metrics'], `${text.join('\n')}\n`);
    expect(() => check(skip, ['check', 'metrics'], 'a_total{b="1} 2\n')).toThrow();
  });
});

describe('the overlay monitoring', () => {
  it('has the same alerts, and scrapes ports that the pods have', async () => {
    const manifests = await renderOverlay('monitoring');
    expect(findManifest(manifests, 'PrometheusRule', 'atelier').spec).toEqual(rules);
    for (const name of ['atelier-api', 'atelier-worker']) {
      const { spec } = findManifest(manifests, 'PodMonitor', name) as unknown as {
        spec: { selector: { matchLabels: Record<string, string> }; podMetricsEndpoints: { port: string }[] };
      };
      const { template } = findManifest(manifests, 'Deployment', name).spec as unknown as {
        template: {
          metadata: { labels: Record<string, string> };
          spec: { containers: { ports: { name: string }[] }[] };
        };
      };
      expect(template.metadata.labels).toMatchObject(spec.selector.matchLabels);
      const ports = template.spec.containers.flatMap((container) => container.ports.map((port) => port.name));
      for (const { port } of spec.podMetricsEndpoints) expect(ports).toContain(port);
    }
  });
});
