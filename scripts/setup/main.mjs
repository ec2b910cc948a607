/**
 * `npm run setup`: brings everything that Atelier needs and that is missing.
 *
 *     node scripts/setup/main.mjs [--cuda | --cpu] [--check]
 *
 * --cuda, --cpu  which TensorFlow this machine uses from now on (at first: the CPU)
 * --check        bring nothing; name what is missing, and exit with 1 if something is
 */
import { chooseFlavour, findPlace } from './place.mjs';
import { missingSteps, setUp } from './set-up.mjs';
import { SetupError, say } from './ui.mjs';

const options = process.argv.slice(2);
const unknown = options.filter((option) => !['--cuda', '--cpu', '--check'].includes(option));

try {
  if (unknown.length > 0) throw new SetupError(`Unknown option ${unknown[0]}: it takes --cuda, --cpu and --check.`);
  const flavour = options.includes('--cuda') ? 'cuda' : options.includes('--cpu') ? 'cpu' : undefined;
  let place = findPlace();
  if (options.includes('--check')) {
    const missing = missingSteps(flavour ? { ...place, flavour } : place);
    if (missing.length > 0) throw new SetupError(`Missing: ${missing.join(', ')}; bring it with "npm run setup".`);
  } else {
    if (flavour) place = chooseFlavour(place, flavour);
    await setUp(place);
  }
  say('everything is ready');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
