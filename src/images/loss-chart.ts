import { scaleLinear } from 'd3-scale';
import sharp from 'sharp';
import { lttb } from './lttb.js';

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
const MARGIN = { top: 72, right: 36, bottom: 56 };

/** An upper bound of what a digit takes in pixels: no server knows the font that a browser picks. */
const DIGIT = 8;

/** With so few points, each is marked: a line through one point would show nothing. */
const MARKED_POINTS = 30;

/**
 * The tutorial's plot "Generator and Discriminator Loss During Training" as an SVG document.
 *
 * @param steps in order, any number; long runs are thinned out by LTTB, which keeps the peaks
 */
export function renderLossChart(
  steps: readonly LossStep[],
  { title = 'Generator and Discriminator Loss During Training', width = 900, height = 450 }: LossChartOptions = {},
): string {
  const bottom = height - MARGIN.bottom;
  const right = width - MARGIN.right;
  const y = scaleLinear(lossRange(steps), [bottom, MARGIN.top]).nice(6);
  const losses = y.ticks(6).map((loss) => ({ loss, at: Math.round(y(loss)) + 0.5, label: y.tickFormat(6)(loss) }));
  const left = 40 + DIGIT * Math.max(3, ...losses.map(({ label }) => label.length));
  const x = scaleLinear(stepRange(steps), [left, right]);

  const line = (name: 'G' | 'D', loss: (step: LossStep) => number) => {
    const points = lttb(steps, right - left, ({ step }) => step, loss).map((step) => [
      x(step.step).toFixed(1),
      y(loss(step)).toFixed(1),
    ]);
    const marks = points.length > MARKED_POINTS ? [] : points;
    return [
      `<path d="M${points.join('L')}" fill="none" stroke="${COLOURS[name]}" stroke-width="1.5" stroke-linejoin="round"/>`,
      ...marks.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.5" fill="#ffffff" stroke="${COLOURS[name]}"/>`),
    ];
  };

  return [
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg" ` +
      `font-family="${FONT}" font-size="12" fill="#333333" text-anchor="middle">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${width / 2}" y="26" font-size="16" font-weight="bold">${escaped(title)}</text>`,
    ...legendEntry('G', right - 76),
    ...legendEntry('D', right - 28),
    ...losses.flatMap(({ loss, at, label }) => [
      `<path d="M${left},${at}H${right}" stroke="${loss === 0 ? '#999999' : '#eeeeee'}"/>`,
      `<path d="M${left - 5},${at}H${left}" stroke="#999999"/>`,
      `<text x="${left - 8}" y="${at}" dy="0.35em" text-anchor="end">${label}</text>`,
    ]),
    ...stepTicks(x).flatMap(({ at, label }) => [
      `<path d="M${at},${bottom}v5" stroke="#999999"/>`,
      `<text x="${at}" y="${bottom + 18}">${label}</text>`,
    ]),
    `<path d="M${left + 0.5},${MARGIN.top}V${bottom + 0.5}H${right}" fill="none" stroke="#999999"/>`,
    `<text transform="translate(18 ${(MARGIN.top + bottom) / 2}) rotate(-90)">Loss</text>`,
    `<text x="${(left + right) / 2}" y="${height - 16}">iterations</text>`,
    ...(steps.length > 0 ? [...line('G', ({ lossG }) => lossG), ...line('D', ({ lossD }) => lossD)] : []),
    '</svg>',
  ].join('\n');
}

/** @returns the document as a PNG, at its own size times `scale` */
export async function svgToPng(svg: string, { scale = 1 }: { scale?: number } = {}): Promise<Buffer> {
  return await sharp(Buffer.from(svg), { density: 72 * scale })
    .png()
    .toBuffer();
}

/** From zero, so that heights compare. */
function lossRange(steps: readonly LossStep[]): [number, number] {
  let [low, high] = [0, 0];
  for (const { lossD, lossG } of steps) {
    low = Math.min(low, lossD, lossG);
    high = Math.max(high, lossD, lossG);
  }
  return low === high ? [0, 1] : [low, high];
}

function stepRange(steps: readonly LossStep[]): [number, number] {
  const first = steps[0]?.step ?? 1;
  const last = steps.at(-1)?.step ?? 1;
  return first === last ? [first - 1, last + 1] : [first, last];
}

/** The first and the last step, and round ones between as far as there is room. */
function stepTicks(x: ReturnType<typeof scaleLinear<number, number>>): { at: number; label: string }[] {
  const [first = 0, last = 0] = x.domain();
  const [left = 0, right = 0] = x.range();
  const label = x.tickFormat(10, ',d');
  const room = DIGIT * label(last).length + 8;
  const between = x
    .ticks(Math.min(10, (right - left) / room))
    .filter((step) => Number.isInteger(step) && x(step) - left >= room && right - x(step) >= room);
  return [first, ...between, last].map((step) => ({ at: Math.round(x(step)) + 0.5, label: label(step) }));
}

function legendEntry(name: 'G' | 'D', at: number): string[] {
  return [
    `<rect x="${at}" y="53" width="24" height="4" rx="2" fill="${COLOURS[name]}"/>`,
    `<text x="${at + 34}" y="59">${name}</text>`,
  ];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
