import type { Comm, CommMessage } from '../comm.js';
import { WidgetProtocolError } from '../errors.js';

/** The target of a widget's model, ipywidgets protocol 2.1. */
const MODEL_TARGET = 'jupyter.widget';
/** The target over which a front end asks for all models at once, control protocol 1.0. */
const CONTROL_TARGET = 'jupyter.widget.control';

type State = Readonly<Record<string, unknown>>;

/** What the models' sides have told each other so far, bytes in their places; by the ids of the open comms. */
const models = new Map<string, State>();

/** Keeps what code in cells tells a model, so that a front end that comes later can be told. */
export function rememberSent({ id, targetName }: Comm, data: object, buffers: readonly Uint8Array[]): void {
  if (targetName !== MODEL_TARGET) return;
  const { method = 'update', state } = data as { method?: unknown; state?: unknown };
  if (method === 'update' && isState(state)) merge(id, state, data, buffers);
}

/** Forgets a model whose comm is closed. */
export function forgetModel({ id }: Comm): void {
  models.delete(id);
}

/**
 * Takes the comms that front ends open for the widgets' own protocol.
 *
 * @returns whether the comm needs nobody else who listens.
 */
export function acceptWidgetComm(comm: Comm, { data, buffers }: CommMessage): boolean {
  if (comm.targetName === MODEL_TARGET) rememberSent(comm, data, buffers);
  return comm.targetName === CONTROL_TARGET;
}

/**
 * Answers what a front end asks by the widgets' own protocol: the state of one model, or of all. An update is kept, and echoed
 * to all front ends, so that they agree.
 *
 * @returns whether code in cells has nothing to do with the message.
 */
export function answerWidgetMessage(comm: Comm, { data, buffers }: CommMessage): boolean {
  const { method, state } = data;
  if (comm.targetName === CONTROL_TARGET) {
    if (method === 'request_states') sendAllStates(comm);
    return true;
  }
  if (comm.targetName !== MODEL_TARGET) return false;
  if (method === 'request_state') sendState(comm);
  else if (method === 'update' && isState(state)) {
    merge(comm.id, state, data, buffers);
    comm.send({ method: 'echo_update', state, buffer_paths: data.buffer_paths ?? [] }, { buffers });
  }
  return method === 'request_state';
}

function sendState(comm: Comm): void {
  const { value: state, paths, buffers } = withoutBytes(models.get(comm.id) ?? {});
  comm.send({ method: 'update', state, buffer_paths: paths }, { buffers });
}

function sendAllStates(comm: Comm): void {
  const all = [...models].map(([id, state]) => [
    id,
    {
      model_name: state._model_name,
      model_module: state._model_module,
      model_module_version: state._model_module_version,
      state,
    },
  ]);
  const { value: states, paths, buffers } = withoutBytes(Object.fromEntries(all));
  comm.send({ method: 'update_states', states, buffer_paths: paths }, { buffers });
}

/** The bytes stand in the message beside the JSON; `buffer_paths` names their places in `state`. */
function merge(
  id: string,
  state: State,
  { buffer_paths: paths = [] }: { buffer_paths?: unknown },
  buffers: readonly Uint8Array[],
): void {
  if (!Array.isArray(paths) || paths.length !== buffers.length) {
    const received = JSON.stringify(paths);
    throw new WidgetProtocolError(`buffer_paths must name a place for each of ${buffers.length} buffers. Received: ${received}.`);
  }
  const update = JSON.parse(JSON.stringify(state)) as Record<string, unknown>; // as it was sent, whatever the sender does with it
  for (const [i, path] of paths.entries()) putBytes(update, path, buffers[i].slice());
  models.set(id, { ...models.get(id), ...update });
}

function putBytes(state: object, path: unknown, bytes: Uint8Array): void {
  const keys = Array.isArray(path) ? path.map(String) : [];
  const last = keys.pop();
  let place: unknown = state;
  for (const key of keys) place = isObject(place) && Object.hasOwn(place, key) ? Reflect.get(place, key) : undefined;
  if (last === undefined || !isObject(place)) {
    throw new WidgetProtocolError(`A path in buffer_paths must lead into the state. Received: ${JSON.stringify(path)}.`);
  }
  Object.defineProperty(place, last, { value: bytes, configurable: true, enumerable: true, writable: true });
}

/** A copy with the bytes taken out: keys of objects are left out, places in arrays stay as null. */
function withoutBytes(value: State): { value: unknown; paths: (string | number)[][]; buffers: Uint8Array[] } {
  const paths: (string | number)[][] = [];
  const buffers: Uint8Array[] = [];
  const copy = (part: unknown, path: (string | number)[]): unknown => {
    if (part instanceof Uint8Array) {
      paths.push(path);
      buffers.push(part);
      return undefined; // JSON leaves such keys out
    }
    if (Array.isArray(part)) return part.map((item, i) => copy(item, [...path, i]) ?? null);
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, copy(item, [...path, key])]));
  };
  return { value: copy(value, []), paths, buffers };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isState(value: unknown): value is State {
  return isObject(value) && !Array.isArray(value);
}
