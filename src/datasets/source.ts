/** One file offered for a dataset. */
export interface SourceFile {
  /** `/`-separated path within the archive or folder, e.g. `train/dress/1.jpg`. */
  readonly path: string;
  /** The whole file. To be called before the source is asked for its next file: a zip closes after its last one. */
  bytes(): Promise<Buffer>;
}

const JUNK_NAMES = new Set(['Thumbs.db', 'desktop.ini']);

/** Whether a path is what operating systems leave beside photos: dot-files, `__MACOSX/`, thumbnails. Skipped silently. */
export function isJunk(path: string): boolean {
  return path
    .split('/')
    .some((segment) => segment.startsWith('.') || segment === '__MACOSX' || JUNK_NAMES.has(segment));
}
