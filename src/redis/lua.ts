/**
 * Lua that Redis runs, from files beside the modules that use it. A command's text is its own file with, in front of it, the
 * files whose functions it uses, and constants as locals. Each file starts with its keys, arguments and results.
 */
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { DEFAULT_WORKSPACE } from '../contracts/access.js';

type Constant = string | number | readonly string[];

/** Files whose functions others use. Their constants are the names in capitals that they don't define. */
export interface LuaLibrary {
  /** In this order. */
  readonly files: readonly URL[];
  readonly constants?: Readonly<Record<string, Constant>>;
}

/** A command of a connection. */
export interface LuaCommand {
  readonly file: URL;
  /** Left out where it differs: the first argument says it then. */
  readonly numberOfKeys?: number;
}

/** Teaches a connection commands, by name. @param libraries what all of them use; each after those that it uses itself */
export function defineLua(
  redis: Redis,
  commands: Readonly<Record<string, LuaCommand>>,
  libraries: readonly LuaLibrary[] = [],
): void {
  for (const [name, { file, ...keys }] of Object.entries(commands)) {
    redis.defineCommand(name, { ...keys, lua: luaText(file, libraries) });
  }
}

/** Connections are taught the same commands again and again: a file is read once. */
const read = new Map<string, string>();

function luaText(file: URL, libraries: readonly LuaLibrary[]): string {
  const constants = libraries.flatMap(({ constants = {} }) =>
    Object.entries(constants).map(([name, value]) => `local ${name} = ${literal(value)}`),
  );
  return [...constants, ...[...libraries.flatMap(({ files }) => files), file].map(textOf)].join('\n');
}

function textOf({ href }: URL): string {
  const text = read.get(href) ?? readFileSync(new URL(href), 'utf8');
  read.set(href, text);
  return text;
}

/** A constant as Lua has it. Names of ours need no escapes. */
function literal(value: Constant): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? `'${value}'` : `{${value.map(literal).join(', ')}}`;
}

/** Names of what is kept by workspace. */
export const WORKSPACE_LUA: LuaLibrary = {
  files: [new URL('./workspace.lua', import.meta.url)],
  constants: { DEFAULT_WORKSPACE },
};
