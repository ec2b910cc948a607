/** Options as the parts of a request that are left out where they are undefined. */
export function signed(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

export function paged(cursor: string | undefined): { cursor?: string } {
  return cursor === undefined ? {} : { cursor };
}

/** A part of a path. */
export const part = encodeURIComponent;
