import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The few kinds of choice that a garment is made of; every call moves the stream on. */
export interface Random {
  /** A real number, evenly spread over [low, high). */
  between(low: number, high: number): number;
  /** True with the given probability (0–1). */
  chance(probability: number): boolean;
  /** One of the items, all equally likely. */
  pick<T>(items: readonly [T, ...T[]]): T;
  /** One of the names, each as likely as its weight says; weights need not add up to 1. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
}

/** Spreads a number over all 32-bit integers (murmur3's finaliser): neighbours end far apart. */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The stream of choices that belongs to a name and a seed (an integer; its low 32 bits count). */
export function randomFor(name: string, seed: number): Random {
  let hash = 0;
  for (const char of name) hash = mix32(hash ^ char.charCodeAt(0));
  const generator = xoroshiro128plus(mix32(hash ^ mix32(seed)));
  const uniform = () => uniformFloat64(generator);

  return {
    between: (low, high) => low + uniform() * (high - low),
    chance: (probability) => uniform() < probability,
    pick: (items) => items[Math.floor(uniform() * items.length)] ?? items[0],
    weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
      const names = Object.keys(weights) as K[];
      let rest = uniform() * names.reduce((sum, key) => sum + weights[key], 0);
      const found = names.find((key) => {
        rest -= weights[key];
        return rest < 0;
      });
      if (found === undefined) throw new Error('weighted: no name has a positive weight.');
      return found;
    },
  };
}
