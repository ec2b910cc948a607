/** A reason to stop that the reader can act on: one sentence, printed without a stack. */
export class SetupError extends Error {}

/**
 * Says one line of progress. Standard output belongs to the command that set-up runs for.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

/**
 * The last line of a tool's output that says something; an "error:" line, where there is one, says the most.
 * @param {string} output
 */
export function lastLine(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /error:/i.test(line));
  return (errors.at(-1) ?? lines.at(-1) ?? 'it said nothing').trim();
}
