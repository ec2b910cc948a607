import sharp from 'sharp';

/** One point of the chart; the tutorial calls steps iterations. */
export interface LossStep {
  readonly step: number;
  readonly lossD: number;
  readonly lossG: number;
}

export interface LossChartOptions {
  readonly title?: string;
  /** In pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** Families that Linux servers and browsers have one of, whatever they call theirs. */
const FONT = 'DejaVu Sans, Helvetica, Arial, sans-serif';
const COLOURS = { G: '#1f77b4', D: '#ff7f0e' };
const TEXT = '#333333';

/** With so few points, each is marked: a line through one point would show nothing. */
const MARKED_POINTS = 30;

/**
 * The tutorial's plot "Generator and Discriminator Loss During Training" as an SVG document.
 *
 * @param steps in order, any number; long runs are thinned out by LTTB, which keeps the peaks
 */
export async function renderLossChart(
  steps: readonly LossStep[],
  { title = 'Generator and Discriminator Loss During Training', width = 900, height = 450 }: LossChartOptions = {},
): Promise<string> {
  const { init } = await loadEcharts();
  const first = steps[0]?.step ?? 1;
  const last = steps.at(-1)?.step ?? 1;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: FONT },
      title: { text: title, left: 'center', top: 12, textStyle: { fontSize: 16, color: TEXT, fontFamily: FONT } },
      legend: {
        right: 24,
        top: 44,
        data: ['G', 'D'],
        icon: 'roundRect',
        itemHeight: 4,
        textStyle: { color: TEXT, fontFamily: FONT },
      },
      grid: { left: 64, right: 24, top: 72, bottom: 56 },
      xAxis: {
        ...axis('iterations', 32),
        min: steps.length > 1 ? first : first - 1,
        max: steps.length > 1 ? last : last + 1,
        minInterval: 1,
        splitLine: { show: false },
      },
      yAxis: axis('Loss', 40),
      series: [
        series(
          'G',
          steps.map(({ step, lossG }) => [step, lossG]),
        ),
        series(
          'D',
          steps.map(({ step, lossD }) => [step, lossD]),
        ),
      ],
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** @returns the document as a PNG, at its own size times `scale` */
export async function svgToPng(svg: string, { scale = 1 }: { scale?: number } = {}): Promise<Buffer> {
  return await sharp(Buffer.from(svg), { density: 72 * scale })
    .png()
    .toBuffer();
}

/** Loaded when the first chart is drawn: echarts takes longer to load than the rest of the API. */
async function loadEcharts(): Promise<typeof import('echarts/core')> {
  const [core, { LineChart }, components, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  core.use([LineChart, components.GridComponent, components.LegendComponent, components.TitleComponent, SVGRenderer]);
  return core;
}

function axis(name: string, nameGap: number) {
  const text = { color: TEXT, fontFamily: FONT };
  return {
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap,
    nameTextStyle: text,
    axisLabel: text,
    axisLine: { show: true, lineStyle: { color: '#999999' } },
    splitLine: { lineStyle: { color: '#eeeeee' } },
  };
}

function series(name: 'G' | 'D', data: number[][]) {
  return {
    type: 'line' as const,
    name,
    data,
    color: COLOURS[name],
    lineStyle: { width: 1.5 },
    sampling: 'lttb' as const,
    showSymbol: data.length <= MARKED_POINTS,
    symbolSize: 5,
  };
}
