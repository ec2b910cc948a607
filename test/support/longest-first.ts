import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files of half a minute and more: one of them that begins last would keep one of two processes waiting. */
const LONG = [
  'conformance/schemathesis',
  'faults/redis-away',
  'soak/soak',
  'maintenance/backup',
  'conformance/artifact-store',
].map((name) => `/test/${name}.test.ts`);

/** Vitest's order knows how long files take only where it has run them before. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((long) => moduleId.endsWith(long));
      return found < 0 ? LONG.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
