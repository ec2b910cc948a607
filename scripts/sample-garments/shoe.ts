import { boot } from './boot.js';
import { court, loafer } from './court.js';
import { pickFabric } from './fabric.js';
import type { Garment } from './garment.js';
import { ranges } from './palette.js';
import type { Random } from './random.js';
import { trainer } from './trainer.js';

const styles = { trainer, boot, court, loafer };

/** One shoe from the side, toe to the right: a trainer, an ankle boot, a court shoe or a loafer. */
export function shoe(random: Random): Garment {
  const leather = pickFabric(random, ranges.shoes, { plain: 1 });
  const style = random.weighted({ trainer: 4, boot: 3, court: 3, loafer: 2 });
  return { fabric: leather, blockY: 0, ...styles[style](random, leather) };
}
