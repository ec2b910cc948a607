/** Prints what TensorFlow computes on, as JSON: `atelier doctor` runs it as a process of its own. */
import { currentDevice } from './engine/device.js';

process.stdout.write(JSON.stringify(currentDevice()));
