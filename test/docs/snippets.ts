import { readFileSync } from 'node:fs';

/** A fenced block of a document. */
export interface Snippet {
  readonly language: string;
  readonly code: string;
}

/** The fenced blocks of a Markdown file, in order. */
export function snippetsOf(path: string): Snippet[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({ language, code }));
}
