import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { adam } from '../../src/lib/training/adam.js';
import type { Optimizer } from '../../src/lib/training/optimizer.js';
import { sgd } from '../../src/lib/training/sgd.js';

afterEach(() => engine().disposeVariables());

const START = [1, -2, 0.5];
/** Gradient of w⁴/4 + w at w. */
const gradientAt = (w: number) => w ** 3 + 1;

/** Five steps of an optimizer on two variables that hold START together. */
function walk(optimizer: Optimizer): number[] {
  const tf = engine();
  const variables = [START.slice(0, 2), START.slice(2)].map((values, i) => ({
    name: `w${i}`,
    isTrainable: true,
    variable: tf.variable(tf.tensor1d(values)),
  }));
  for (let step = 0; step < 5; step++) {
    const gradients = variables.map(
      ({ variable }) => [variable.name, tf.tensor1d(Array.from(variable.dataSync(), gradientAt))] as const,
    );
    optimizer.step(variables, Object.fromEntries(gradients));
  }
  return variables.flatMap(({ variable }) => Array.from(variable.dataSync()));
}

function expectClose(got: number[], wanted: number[]): void {
  for (const [i, value] of wanted.entries()) expect(got[i]).toBeCloseTo(value, 5);
}

describe("Keras's rules, against a loop over plain numbers", () => {
  test.each([
    { learningRate: 0.01 },
    { learningRate: 0.01, momentum: 0.9 },
    { learningRate: 0.01, momentum: 0.9, nesterov: true },
    { learningRate: 0.05, momentum: 0.5, nesterov: true, decay: 0.3 },
  ])('sgd %j', (options) => {
    const {
      learningRate,
      momentum = 0,
      nesterov = false,
      decay = 0,
    } = options as Required<typeof options> & { nesterov?: boolean; decay?: number };
    const wanted = START.map((start) => {
      let w = start;
      let v = 0;
      for (let step = 0; step < 5; step++) {
        const rate = learningRate / (1 + decay * step);
        const g = gradientAt(w);
        v = momentum * v - rate * g;
        w += nesterov ? momentum * v - rate * g : v;
      }
      return w;
    });
    expectClose(walk(sgd(options)), wanted);
  });

  test('adam', () => {
    const wanted = START.map((start) => {
      let [w, m, v] = [start, 0, 0];
      for (let t = 1; t <= 5; t++) {
        const g = gradientAt(w);
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        w -= ((0.02 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t)) * (m / (Math.sqrt(v) + 1e-7));
      }
      return w;
    });
    expectClose(walk(adam({ learningRate: 0.02 })), wanted);
  });

  test('dispose frees the state', () => {
    const before = engine().memory().numTensors;
    for (const optimizer of [sgd({ momentum: 0.9 }), adam()]) {
      engine().tidy(() => {
        walk(optimizer);
      });
      optimizer.dispose();
    }
    engine().disposeVariables();
    expect(engine().memory().numTensors).toBe(before);
  });

  test.each([
    ['sgd', () => sgd({ learningRate: 0.05, momentum: 0.9, decay: 0.1 })],
    ['adam', () => adam({ learningRate: 0.05 })],
  ])('%s with the state of another goes on as that one would, bit for bit', (_, make) => {
    const other = make();
    walk(other);
    const successor = make();
    walk(successor);
    walk(successor);
    successor.restore(other.state());
    expect(successor.learningRate).toBe(other.learningRate);
    expect(walk(successor)).toEqual(walk(other));
  });

  test('options out of range are refused', () => {
    expect(() => sgd({ momentum: 2 })).toThrow('momentum must be a number from 0 to 1. Received: 2');
    expect(() => adam({ learningRate: Number.NaN })).toThrow('learningRate must be');
  });
});
