/** Large pictures that one process makes at once: each has 64 MiB of pixels at most. */
export const LARGE_AT_ONCE = 4;
/** Pictures up to this size don't wait: as many as a process serves at once take 256 MiB together. In bytes of pixels. */
export const SMALL_PICTURE_BYTES = 1024 ** 2;
