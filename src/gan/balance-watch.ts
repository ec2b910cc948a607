import type { Balance, Warning, WarningCode } from '../contracts/warning.js';
import type { StepMetrics } from './training-step.js';

/** How many steps in a row one network must have beaten the other: docs/quality.md has the measurements. */
export const WON_AFTER_STEPS = 100;

/** A mean probability this near to 0 or 1 is without doubt. */
const DOUBT = 1e-4;

const NEITHER: Balance = { streak: null, warnings: [] };

/**
 * Notices when one network has beaten the other for good. It looks at what each step reports, and changes nothing; its state
 * goes into checkpoints, so that a resumed run warns as an uninterrupted one does.
 */
export class BalanceWatch {
  #state: Balance;

  constructor(state: Balance = NEITHER) {
    this.#state = state;
  }

  /** After the last step that was seen; undefined while there is nothing to remember. */
  get state(): Balance | undefined {
    return this.#state.streak || this.#state.warnings.length > 0 ? this.#state : undefined;
  }

  get warnings(): readonly Warning[] {
    return this.#state.warnings;
  }

  /**
   * @param step from 1, each once and in order
   * @returns the warning that begins or ends with the step, if one does
   */
  see(step: number, metrics: StepMetrics): Warning | undefined {
    const winner = winnerOf(metrics);
    const { streak, warnings } = this.#state;
    if (winner && winner === streak?.winner) {
      const isLongEnough = step - streak.fromStep + 1 === WON_AFTER_STEPS;
      return isLongEnough ? this.#put(begun(winner, streak.fromStep)) : undefined;
    }
    this.#state = { streak: winner && { winner, fromStep: step }, warnings };
    const open = warnings.find(({ toStep }) => toStep === null);
    return open && this.#put(ended(open, step - 1));
  }

  #put(warning: Warning): Warning {
    const others = this.#state.warnings.filter(({ code }) => code !== warning.code);
    this.#state = { ...this.#state, warnings: [...others, warning] };
    return warning;
  }
}

/** Probabilities rather than losses: they mean the same under every objective. */
function winnerOf({ dReal, dFakeBefore, dFakeAfter }: StepMetrics): WarningCode | null {
  // Of photos that are new to it, it may err now and then.
  if (dReal > 0.5 && dFakeBefore <= DOUBT && dFakeAfter <= DOUBT) return 'discriminator_won';
  if (1 - dFakeBefore <= DOUBT && 1 - dFakeAfter <= DOUBT) return 'generator_won';
  return null;
}

const told: Record<WarningCode, string> = {
  discriminator_won: 'The discriminator has won',
  generator_won: 'The generator has won',
};

const consequence: Record<WarningCode, string> = {
  discriminator_won:
    'no design has left it in doubt, and the generator has learned nothing from it. A lower lr may help.',
  generator_won:
    'the discriminator has taken every design for a photo without any doubt, and the generator has learned nothing from it. ' +
    'A lower lr may help, or a larger ndf.',
};

function begun(code: WarningCode, fromStep: number): Warning {
  const message = `${told[code]}: since step ${fromStep}, for ${WON_AFTER_STEPS} steps, ${consequence[code]}`;
  return { code, message, fromStep, toStep: null };
}

function ended({ code, fromStep }: Warning, toStep: number): Warning {
  const message = `${told[code]} from step ${fromStep} to step ${toStep}, and the other has caught up since.`;
  return { code, message, fromStep, toStep };
}
