import { z } from 'zod';

/** Which of the networks has won for good, so that the run leads nowhere. */
export const warningCodes = ['discriminator_won', 'generator_won'] as const;
export type WarningCode = (typeof warningCodes)[number];

export const exampleWarning = {
  code: 'discriminator_won' as const,
  message:
    'The discriminator has won: since step 9, for 100 steps, no design has left it in doubt, and the generator has learned ' +
    'nothing from it. A lower lr may help.',
  fromStep: 9,
  toStep: null,
};

/** Something that makes a run useless though it goes on. */
export const warningSchema = z
  .object({
    code: z.enum(warningCodes).describe('What it is: one network has beaten the other for good.'),
    message: z.string().describe('For people.'),
    fromStep: z.int().describe('The first step of which it is true.'),
    toStep: z
      .int()
      .nullable()
      .meta({ description: 'The last such step; null while it goes on, or if it did at the end.', examples: [412] }),
  })
  .meta({ id: 'Warning', examples: [exampleWarning] });
export type Warning = z.infer<typeof warningSchema>;

/** How the two networks stand against each other after a step: all that warnings of later steps depend on. */
export const balanceSchema = z.object({
  streak: z
    .object({
      winner: z
        .enum(warningCodes)
        .meta({ description: 'The warning that it may become.', examples: [exampleWarning.code] }),
      fromStep: z.int().meta({ description: 'Its first step.', examples: [exampleWarning.fromStep] }),
    })
    .nullable()
    .describe('Steps in a row up to this one in which one network had beaten the other; null if it had not.'),
  warnings: z.array(warningSchema).describe('The newest of each code.'),
});
export type Balance = z.infer<typeof balanceSchema>;
