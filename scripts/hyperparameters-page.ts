import { describeHyperparameters } from '../src/contracts/hyperparameter-table.js';

/** docs/hyperparameters.md. */
export function hyperparametersPage(): string {
  const rows = describeHyperparameters().map(
    ({ name, values, default: byDefault, description }) =>
      `| \`${name}\` | ${values} | \`${byDefault}\` | ${description.replaceAll('|', '\\|')} |`,
  );
  return `# Hyperparameters

<!-- Made from src/contracts/hyperparameters.ts by \`npm run openapi\`. -->

What shapes a training run: \`hyperparameters\` of \`POST /jobs\`, and \`--set name=value\` of \`atelier train\`. Names and defaults are
those of PyTorch's DCGAN tutorial; what it doesn't have comes last.

| name | values | default | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
