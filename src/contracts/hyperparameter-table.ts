import { z } from 'zod';
import { hyperparametersSchema } from './hyperparameters.js';

/** What people read of a hyperparameter. */
export interface DescribedHyperparameter {
  readonly name: string;
  /** What it may be, such as `2 to 4096`. */
  readonly values: string;
  /** As JSON. */
  readonly default: string;
  readonly description: string;
}

/** Whether a hyperparameter is a list. */
export function isList(name: string): boolean {
  const field = hyperparametersSchema.shape[name as keyof typeof hyperparametersSchema.shape];
  return field?.unwrap() instanceof z.ZodArray;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Every hyperparameter, in the order of the schema. */
export function describeHyperparameters(): DescribedHyperparameter[] {
  return Object.entries(hyperparametersSchema.shape).map(([name, field]) => {
    const schema = z.toJSONSchema(field, { io: 'input' });
    return {
      name,
      values: valuesOf(schema),
      default: JSON.stringify(schema.default),
      description: schema.description ?? '',
    };
  });
}

function valuesOf(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map((each) => valuesOf(each as JsonSchema)).join(' or ');
  if (schema.enum) return schema.enum.map(String).join(', ');
  if (schema.type === 'array') return `a list of ${valuesOf(schema.items as JsonSchema)}`;
  if (schema.type === 'boolean') return 'true, false';
  if (schema.type === 'null') return 'null';
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum !== undefined && most !== undefined) return `${minimum} to ${most}`;
  const bounds = { '≥': minimum, '>': exclusiveMinimum, '≤': most, '<': exclusiveMaximum };
  return Object.entries(bounds)
    .flatMap(([sign, bound]) => (bound === undefined ? [] : [`${sign} ${bound}`]))
    .join(', ');
}
