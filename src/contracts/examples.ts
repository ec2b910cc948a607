/**
 * Ids and times that the examples of the API's description share. Each schema with a name has one whole example; those of
 * its fields follow from it (`src/api/reference/examples.ts`).
 */
const ulid = '01K9YB7V6R8M2XQ4T0C5D3N1WZ';

export const exampleOf = {
  job: `job_${ulid}`,
  checkpoint: `job_${ulid}.480`,
  dataset: 'ds_7c2f9e0b4a81d65e3f10c9b2',
  design: `design_${ulid}_0000`,
  model: 'spring',
  key: 'k7m2xq9t',
  webhook: `wh_${ulid}`,
  message: `msg_${ulid}`,
  requestId: '5f0c1b5e-8f0e-4d6b-9a35-3a5c1c0f7a11',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  createdAt: '2026-11-20T09:30:00.000Z',
  startedAt: '2026-11-20T09:30:02.000Z',
  now: '2026-11-20T09:48:05.000Z',
} as const;
