/** Writes words with a space between them as one line, for people and for programs. */
export function writeLine(...words: string[]): void {
  process.stdout.write(`${words.join(' ')}\n`);
}
