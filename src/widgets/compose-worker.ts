import { type MessagePort, workerData } from 'node:worker_threads';
import type { ComposeReply, ComposeRequest } from './compose-now.js';
import { Figure } from './index.js';
import { remakeOf } from './own-figure.js';
import { unpacked } from './portable.js';

const { request, port } = workerData as { request: ComposeRequest; port: MessagePort };

answer(request).then((reply) => {
  port.postMessage(reply);
  Atomics.store(request.isDone, 0, 1);
  Atomics.notify(request.isDone, 0);
});

/** Makes the figure again from its inputs, brings it to its state, and composes it. */
async function answer({ kind, key, state, inputs }: ComposeRequest): Promise<ComposeReply> {
  try {
    const figure = await remakeOf(kind)?.(...((await unpacked(inputs)) as never[]));
    if (!(figure instanceof Figure)) return { error: `${kind} is not among the package's own figures` };
    for (const [name, value] of Object.entries(state)) figure.set(name as never, value as never);
    const { 'text/html': html } = await figure.toMimeBundle();
    return { html: String(html).replace(`data-key="${figure.key}"`, `data-key="${key}"`) };
  } catch (error) {
    return { error: String(error) };
  }
}
