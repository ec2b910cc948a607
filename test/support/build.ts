import { bringBuild, isBuildReady } from '../../scripts/setup/build.mjs';
import { findPlace } from '../../scripts/setup/place.mjs';
import { oneAtATime } from './shared.js';

/** Child processes run the built files: they are made first, where set-up hasn't just made them from the same sources. */
export async function setup(): Promise<void> {
  const place = findPlace();
  await oneAtATime(place.root, async () => {
    if (!isBuildReady(place)) await bringBuild(place);
  });
}
