/** Takes a lock of a store, says so, and holds it until it is killed. Arguments: the store's location, the lock's name. */
import { openStore } from '../../dist/src/storage/open-store.js';

const [location, name] = process.argv.slice(2);
const store = await openStore(JSON.parse(location));
await store.exclusively(name, async () => {
  process.stdout.write('held\n');
  await new Promise(() => setInterval(() => {}, 1_000));
});
