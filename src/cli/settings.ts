import { InvalidArgumentError } from 'commander';

/** Adds a setting, such as `numEpochs=2`, to those that were given before it. */
export function parseSettings(text: string, earlier: Record<string, unknown> = {}): Record<string, unknown> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Settings look like numEpochs=2.');
  return { ...earlier, [name]: parseSetting(value) };
}

/** Numbers, true, false and null as such; anything else, such as the name of a precision, as text. */
function parseSetting(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
