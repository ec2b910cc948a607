import { z } from 'zod';

/** Algorithms for an op: their results differ by rounding alone. `direct` is TensorFlow's own op. */
export const algorithmSchema = z.enum(['direct', 'float32', 'convolution']);
export type Algorithm = z.infer<typeof algorithmSchema>;

/** What a short trial found to be fastest on a machine; only `precision: bf16` is tuned. */
export const tuningSchema = z
  .object({
    machine: z.string().describe('Processor, threads and TensorFlow that the choices were made for.'),
    formulations: z
      .record(z.string(), algorithmSchema)
      .describe('The algorithm of each op, by its name and sizes. They differ in rounding: a resumed run needs them.'),
  })
  .meta({
    examples: [
      {
        machine: 'AMD EPYC 9R14, avx512_bf16, 2 threads, TensorFlow 2.21.0',
        formulations: { 'filterGradient 32×32×64 4×4×64×128 2 1': 'convolution' },
      },
    ],
  });
export type Tuning = z.infer<typeof tuningSchema>;
