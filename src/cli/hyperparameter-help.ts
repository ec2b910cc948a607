import { describeHyperparameters } from '../contracts/hyperparameter-table.js';

/** Every hyperparameter with its default and what it may be, a line each. */
export function hyperparameterHelp(): string {
  const described = describeHyperparameters();
  const width = Math.max(...described.map(({ name }) => name.length));
  return described
    .map((each) => `  ${each.name.padEnd(width)}  ${each.values} (default: ${each.default})\n    ${each.description}`)
    .join('\n');
}
