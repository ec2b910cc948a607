import { validateFileName } from 'yauzl';

/**
 * Characters that have no place in a name: controls, ends of lines, halves of surrogate pairs, and those that turn the
 * direction of the text around them, so that a name reads as another (Unicode TR36, 3.2; CVE-2021-42574).
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

/** Whether a text has controls or characters that turn its direction. Joiners, soft hyphens and the like are no such. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) === -1;
}

/** A text with U+FFFD in place of what is not printable. */
export function madePrintable(text: string): string {
  return text.replace(UNPRINTABLE, '\u{fffd}');
}

/**
 * What makes a file's name an attack: NUL, an absolute path, `..`. Both `/` and `\` count as separators.
 * @returns a reason with the name in it, or undefined
 */
export function attackIn(name: string): string | undefined {
  if (name.includes('\0')) return `the name ${name} has a NUL character`;
  return validateFileName(withSlashes(name)) ?? undefined;
}

/** A name's folders and its file, separated by `/`: without `.` and empty ones, as `./photos//1.jpg` has them. */
export function plainPath(name: string): string {
  return withSlashes(name)
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

/** Windows separates folders by `\`, and so does a zip of PowerShell 5.1. */
export function withSlashes(name: string): string {
  return name.replaceAll('\\', '/');
}
