/**
 * Orders strings by code point, as Python's `sorted` does; JavaScript's own order is by UTF-16 unit, which puts
 * emoji and other characters beyond U+FFFF before some of the Basic Multilingual Plane.
 */
export function compareCodePoints(a: string, b: string): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    // A surrogate is half of a character beyond U+FFFF, so it is above every unit that isn't one.
    if (x !== y) return Number(isSurrogate(x)) - Number(isSurrogate(y)) || x - y;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
