/**
 * Points that keep the shape of a curve, peaks and all: Largest Triangle Three Buckets (Steinarsson, Downsampling Time
 * Series for Visual Representation, 2013). Of each bucket it takes the point that makes the largest triangle with the
 * point taken before and the mean of the next bucket.
 *
 * @param points in order of `x`
 * @param count at least 3; about so many are returned, with the first and the last; all, if they are no more
 */
export function lttb<Point>(
  points: readonly Point[],
  count: number,
  x: (point: Point) => number,
  y: (point: Point) => number,
): Point[] {
  if (points.length <= count) return [...points];
  const size = (points.length - 2) / (count - 2);
  const bucket = (i: number) => points.slice(Math.floor(i * size) + 1, Math.floor((i + 1) * size) + 1);
  let taken = points[0] as Point;
  const kept = [taken];
  for (let i = 0; i < count - 2; i++) {
    const next = i < count - 3 ? bucket(i + 1) : points.slice(-1);
    const [meanX, meanY] = [mean(next.map(x)), mean(next.map(y))];
    const [fromX, fromY] = [x(taken), y(taken)];
    const area = (point: Point) =>
      Math.abs((fromX - meanX) * (y(point) - fromY) - (fromX - x(point)) * (meanY - fromY));
    taken = bucket(i).reduce((largest, point) => (area(point) > area(largest) ? point : largest));
    kept.push(taken);
  }
  return [...kept, points.at(-1) as Point];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
