/** What a process says at `/metrics`, as Prometheus reads it. */
export class ScrapedMetrics {
  readonly #samples = new Map<string, number>();
  /** Names, as HELP and TYPE have them. */
  readonly types = new Map<string, string>();

  constructor(readonly text: string) {
    for (const line of text.split('\n')) {
      const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
      if (name && type) this.types.set(name, type);
      const [, series, value] = /^([^#\s][^{\s]*(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
      if (series) this.#samples.set(sorted(series), Number(value));
    }
  }

  /** @returns the value of a series, such as `atelier_jobs{state="queued"}`; undefined if it is not there */
  of(series: string): number | undefined {
    return this.#samples.get(sorted(series));
  }

  /** Series of a name. */
  series(name: string): string[] {
    return [...this.#samples.keys()].filter((series) => series === name || series.startsWith(`${name}{`));
  }
}

/** Reads the metrics of a process. @param url of the process, or of its `/metrics` */
export async function metricsAt(url: string, headers: Readonly<Record<string, string>> = {}): Promise<ScrapedMetrics> {
  const response = await fetch(new URL('/metrics', url), { headers });
  if (response.status !== 200) throw new Error(`/metrics answers ${response.status}: ${await response.text()}`);
  return new ScrapedMetrics(await response.text());
}

/** Reads the metrics again and again until they are those that are waited for. */
export async function metricsWhen(url: string, are: (metrics: ScrapedMetrics) => boolean): Promise<ScrapedMetrics> {
  for (;;) {
    const metrics = await metricsAt(url);
    if (are(metrics)) return metrics;
  }
}

/** A series with its labels in the order of their names. */
function sorted(series: string): string {
  const [, name, labels] = /^([^{]+)\{(.*)\}$/.exec(series) ?? [];
  return name === undefined
    ? series
    : `${name}{${(labels as string)
        .split(/,(?=\w+=")/)
        .sort()
        .join(',')}}`;
}
