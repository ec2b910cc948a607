import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url);

/** Packages of a section of docs/dependencies.md; `@scope/*` stands for all of a scope. */
function listed(section: string): string[] {
  const text = readFileSync(new URL('docs/dependencies.md', ROOT), 'utf8');
  const rows = text.split(/^## /m).find((each) => each.startsWith(section)) ?? '';
  return rows
    .split('\n')
    .flatMap((row) => [...(/^\| *(`[^|]*)/.exec(row)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

it.each([
  ['The service', 'dependencies'],
  ['Development', 'devDependencies'],
])('docs/dependencies.md, %s: says of each package why it is there, and of no other', (section, field) => {
  const names = Object.keys(JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))[field]);
  const lines = listed(section);
  const scopes = lines.filter((line) => line.endsWith('/*')).map((line) => line.slice(0, -1));
  const inScope = (name: string) => scopes.find((scope) => name.startsWith(scope));
  expect([...new Set(names.map((name) => (inScope(name) ? `${inScope(name)}*` : name)))].sort()).toEqual(lines.sort());
});
