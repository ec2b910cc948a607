/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size torchvision's `Resize(side)` gives an image: the short side becomes `side`, the long one is rounded down. */
export function resizedSize({ width, height }: Size, side: number): Size {
  return width <= height
    ? { width: side, height: Math.trunc((side * height) / width) }
    : { width: Math.trunc((side * width) / height), height: side };
}

/** Where torchvision's `CenterCrop` starts, which rounds halves to even as Python does. */
export function cropOffset(length: number, side: number): number {
  const half = (length - side) / 2;
  const below = Math.floor(half);
  if (half - below !== 0.5) return Math.round(half);
  return below % 2 === 0 ? below : below + 1;
}
