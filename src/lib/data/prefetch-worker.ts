import { parentPort, workerData } from 'node:worker_threads';
import { makeBatch, type PlannedWindow, type WindowSource } from './window-batch.js';

// The other end of batch-worker.ts: makes the batches it is asked for, in order, and hands their memory over.
const source = workerData as WindowSource;

parentPort?.on('message', (windows: readonly PlannedWindow[]) => {
  const batch = makeBatch(source, windows);
  parentPort?.postMessage(batch, [batch.inputs.buffer as ArrayBuffer, batch.targets.buffer as ArrayBuffer]);
});
