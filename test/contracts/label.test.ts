import { describe, expect, it } from 'vitest';
import { classWeights, type Label, labelSchema } from '../../src/contracts/label.js';

const classes = ['dress', 'shirt', 'shoe'];

describe('the weights of the classes', () => {
  it('are 1 for a single class', () => {
    expect(classWeights('shirt', classes)).toEqual([0, 1, 0]);
  });

  it('of a mix have its proportions and sum to 1', () => {
    expect(classWeights({ shoe: 1, dress: 3 }, classes)).toEqual([0.75, 0, 0.25]);
    expect(classWeights({ dress: 5, shirt: 0 }, classes)).toEqual([1, 0, 0]);
  });

  it.each<Label>(['trousers', { dress: 1, trousers: 1 }, 'toString', { constructor: 1 }])(
    'are refused for a class that is not known, with those that are: %j',
    (label) => {
      expect(() => classWeights(label, classes)).toThrow(
        expect.objectContaining({ code: 'validation_failed', message: expect.stringMatching(/dress, shirt, shoe$/) }),
      );
    },
  );

  it('are those of a class however its name is composed, and of both where earlier versions kept two', () => {
    const [typed, fromMac] = ['Mäntel'.normalize('NFC'), 'Mäntel'.normalize('NFD')];
    for (const classes of [
      ['coat', typed],
      ['coat', fromMac],
    ]) {
      for (const label of [typed, fromMac, { [fromMac]: 2 }, { [typed]: 1, [fromMac]: 1 }]) {
        expect(classWeights(label, classes)).toEqual([0, 1]);
      }
      expect(classWeights({ [typed]: 1, coat: 2, [fromMac]: 1 }, classes)).toEqual([0.5, 0.5]);
    }
    expect(classWeights({ coat: 1, [typed]: 1 }, ['coat', fromMac, typed])).toEqual([0.5, 0.25, 0.25]);
    expect(labelSchema.parse(fromMac)).toBe(typed);
    expect(labelSchema.parse({ [fromMac]: 1, [typed]: 2, coat: 0 })).toEqual({ [typed]: 3, coat: 0 });
  });

  it('are refused where no classes are known', () => {
    expect(() => classWeights('dress', null)).toThrow(/^label: .*not conditional/);
  });
});

it.each([{}, { dress: 0 }, { dress: -1, shirt: 2 }, { dress: Number.NaN }, { dress: '1' }, 7, null])(
  '%j is no label',
  (label) => {
    expect(labelSchema.safeParse(label).success).toBe(false);
  },
);
