import type { SideFileKind } from '../contracts/dataset.js';

/**
 * What systems, cameras and programs leave beside photos, by the name of a file or of a folder that it is in, in lower
 * case. The first row that fits says the kind.
 *
 * Sources: Synology DSM and QNAP QTS (thumbnails, recycle bins), Apple's AppleDouble and Finder, Windows Explorer,
 * freedesktop.org's trash and thumbnail specifications, DCF 2.0 (JEITA CP-3461: .THM), Adobe XMP, Apple Photos (.AAE),
 * Canon (.CTG), GoPro (.LRV), DJI (.LRF, .SRT), Google Takeout, Syncthing, Dropbox, Resilio, LibreOffice and Office.
 */
const NAMES: readonly (readonly [kind: SideFileKind, names: readonly string[]])[] = [
  ['thumbnails', ['@eadir', '.@__thumb', '.thumbnails', '.picasaoriginals', '.thumbdata', 'thumbs.db', 'ehthumbs.db']],
  ['thumbnails', ['ehthumbs_vista.db', 'zbthumbnail.info', '.xvpics']],
  ['deleted files', ['#recycle', '@recycle', '$recycle.bin', 'recycler', 'recycled', '.trashes', '.trash']],
  ['deleted files', ['network trash folder']],
  ['system files', ['__macosx', '.ds_store', '.appledouble', '.appledb', '.appledesktop', '.spotlight-v100']],
  ['system files', ['.fseventsd', '.temporaryitems', 'temporary items', '.documentrevisions-v100', '.apdisk']],
  ['system files', ['.volumeicon.icns', '.localized', 'icon\r', 'desktop.ini', 'folder.htt', 'autorun.inf']],
  ['system files', ['system volume information', 'indexervolumeguid', 'wpsettings.dat', '.directory', '.nomedia']],
  ['system files', ['lost+found', '#snapshot', '@recently-snapshot', '@tmp', 'picasa.ini', '.picasa.ini']],
  ['sync files', ['.stfolder', '.stversions', '.stignore', '.dropbox', '.dropbox.cache', '.dropbox.attr', '.sync']],
  ['sync files', ['.tmp.drivedownload', '.tmp.driveupload', '.owncloudsync.log', '.nextcloudsync.log']],
];

const PATTERNS: readonly (readonly [kind: SideFileKind, pattern: RegExp])[] = [
  // AppleDouble: the half of a file that other systems can't keep.
  ['system files', /^\._/],
  ['thumbnails', /^syno(photo|file|video)_thumb|^synoindex_|\.lrdata$/],
  ['deleted files', /^\.trash-\d+$/],
  ['sync files', /^~\$|^\.~lock\.|\.!sync$|^\._sync_/],
  ['hidden files', /^\./],
];

/** Of a file's own name alone: a folder may be called `summer.mov`. */
const EXTENSIONS: readonly (readonly [kind: SideFileKind, pattern: RegExp])[] = [
  ['camera files', /\.(thm|xmp|aae|ctg|ind|mpl|cpi|bdm|modd|moff|pp3|dop|nksc|srt)$/],
  // Google Takeout describes 1.jpg in 1.jpg.json or 1.jpg.supplemental-metadata.json, whose end it may cut off.
  ['camera files', /\.(jpe?g|png|webp|avif|hei[cf]|gif|tiff?|bmp|dng|mp4|mov)(\(\d+\))?\.([\w-]+\.)?json$/],
  ['videos', /\.(mov|mp4|m4v|lrv|lrf|insv|avi|mts|m2ts|3gp|3g2|mpe?g|wmv|mkv|webm)$/],
];

const KINDS = new Map(NAMES.flatMap(([kind, names]) => names.map((name) => [name, kind] as const)));

/**
 * The kind of a file that is left beside photos, and no photo itself.
 * @param path separated by `/`, a folder's too
 */
export function sideFileKind(path: string): SideFileKind | undefined {
  const names = path.toLowerCase().split('/');
  for (const name of names) {
    const kind = KINDS.get(name) ?? PATTERNS.find(([, pattern]) => pattern.test(name))?.[0];
    if (kind) return kind;
  }
  const own = names.at(-1) ?? '';
  return EXTENSIONS.find(([, pattern]) => pattern.test(own))?.[0];
}
