import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';

test('a tensor prints as its type and shape, also within other values and when it is disposed', () => {
  const tf = engine();
  const batch = { inputs: tf.zeros([2, 3]), labels: [tf.scalar(1, 'int32')] };
  expect(inspect(batch)).toBe('{ inputs: Tensor float32 [2, 3], labels: [ Tensor int32 [] ] }');
  tf.dispose(batch);
  expect(inspect(batch.inputs)).toBe('Tensor float32 [2, 3], disposed');
});

test('a variable prints as a tensor', () => {
  const tf = engine();
  const weight = tf.tidy(() => tf.variable(tf.ones([4], 'bool')));
  expect(inspect([weight])).toBe('[ Tensor bool [4] ]');
  weight.dispose();
});
