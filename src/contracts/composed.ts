/**
 * A name with its letters composed (Unicode NFC), as all names are kept and compared: what macOS writes as `u` and two dots is
 * the `ü` that is typed. Schemas of names that are sent have it by `.normalize()`; what was kept by earlier versions, and
 * comes from files, by this.
 */
export function composed(name: string): string {
  return name.normalize('NFC');
}
