/** Hue in degrees, saturation and lightness in percent. */
export type Colour = readonly [hue: number, saturation: number, lightness: number];

/** The colour with `by` percentage points of lightness added (negative: taken away). */
export function lighten(colour: Colour, by: number): Colour {
  return [colour[0], colour[1], Math.min(100, Math.max(0, colour[2] + by))];
}

/** A shade that tells from the colour itself: darker, or lighter where it is dark already. */
export function shadeOf(colour: Colour, by: number): Colour {
  return lighten(colour, colour[2] < 40 ? by : -by);
}

/** Seams and outlines: darker than the cloth, or lighter where the cloth is almost black. */
export function seamColour(colour: Colour): Colour {
  if (colour[2] > 88) return [colour[0], 8, 70];
  return lighten(colour, colour[2] < 28 ? 13 : -14);
}

/** `#rrggbb`, by the formula of CSS Color 4, section 7.1. */
export function hex([hue, saturation, lightness]: Colour): string {
  const l = lightness / 100;
  const a = (saturation / 100) * Math.min(l, 1 - l);
  const channel = (n: number) => {
    const k = (((n + hue / 30) % 12) + 12) % 12;
    const value = l - a * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
