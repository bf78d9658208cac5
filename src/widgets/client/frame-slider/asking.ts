import type { FrameQuestion, FrameSliderPage } from '../../slider-states.js';
import type { Model } from '../widget.js';

/** Milliseconds after which an unanswered question is given up: the kernel computes something else, or there is none. */
const PATIENCE = 2000;

/** Questions to the kernel. */
export interface Asking {
  ask(question: FrameQuestion): void;
  /** Hears that the last question was answered, or that the kernel has come. */
  hear(isAnswer: boolean): void;
  /** Whether the kernel answers. */
  isAnswered(): boolean;
}

/** Asks the kernel one question at a time; of those that come meanwhile, the last. */
export function asking(model: Model<FrameSliderPage>): Asking {
  let sentAt = -Infinity;
  let next: FrameQuestion | undefined;
  let isKnown = false;
  const isWaiting = (): boolean => performance.now() - sentAt < PATIENCE;
  const ask = (question: FrameQuestion): void => {
    next = question;
    if (isWaiting()) return;
    sentAt = performance.now();
    next = undefined;
    model.send(question);
  };
  return {
    ask,
    hear: (isAnswer) => {
      isKnown ||= isAnswer;
      sentAt = -Infinity;
      if (next) ask(next);
    },
    isAnswered: () => isKnown && (sentAt < 0 || isWaiting()),
  };
}
