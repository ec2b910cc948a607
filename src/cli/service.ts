import { InvalidArgumentError, Option } from 'commander';
import { Atelier } from '../../clients/typescript/src/index.js';
import { readConfig, serviceUrl } from '../config.js';

/** What a command that speaks to a running Atelier is given. */
export interface ServiceOptions {
  readonly url?: string | undefined;
}

export const urlOption = new Option(
  '--url <url>',
  'where Atelier runs; by default ATELIER_URL, or HOST and PORT',
).argParser((text: string) => {
  if (text.includes('@')) throw new InvalidArgumentError('It must hold no credentials: the key is in ATELIER_API_KEY.');
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('It must look like http://127.0.0.1:3000, with an IPv6 address in brackets.');
});

/** Whoever waits at a terminal hears soon that nothing answers. */
const RETRIES = 1;

/**
 * Speaks to the Atelier that a command names, with the key of the environment.
 * @param retries further tries of a request that may be repeated
 * @throws Error where the environment is not valid, or names no port
 */
export function serviceOf({ url }: ServiceOptions, retries = RETRIES): Atelier {
  const config = readConfig(process.env);
  return new Atelier({ url: url ?? serviceUrl(config), apiKey: config.ATELIER_API_KEY, retries });
}
