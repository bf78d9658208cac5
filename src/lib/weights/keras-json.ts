import { InvalidInputError } from '../errors.js';
import { type JsonObject, KerasConfig, objectOf } from './keras-config.js';

/** A Keras architecture, whichever version wrote it: one input, and layers of which each feeds the next. */
export interface KerasArchitecture {
  /** The model's name, such as 'model_4'. */
  readonly name: string;
  readonly input: {
    readonly name: string;
    /** Without the batch axis; null where the architecture leaves a length open. */
    readonly shape: readonly (number | null)[];
  };
  /** In order from input to output, the input layer left out. */
  readonly layers: readonly KerasLayer[];
}

/** A layer as Keras describes it. */
export interface KerasLayer {
  /** Keras's class, such as 'Conv3D'. */
  readonly type: string;
  readonly name: string;
  readonly config: KerasConfig;
}

/**
 * Reads the JSON of a functional or sequential model, of Keras 2 (`batch_input_shape`, `[["conv3d_1", 0, 0, {}]]`) or
 * Keras 3 (`batch_shape`, `__keras_tensor__`).
 *
 * @param file what the message calls the file.
 * @throws {InvalidInputError} when it is not JSON, no Keras architecture, or one whose layers form no chain.
 */
export function parseKerasJson(text: string, file: string): KerasArchitecture {
  const { class_name: kind, config } = objectOf(parse(text, file)) ?? {};
  const isSequential = kind === 'Sequential';
  if (!isSequential && kind !== 'Functional' && kind !== 'Model') throw notKeras(file);
  const body: JsonObject = Array.isArray(config) ? { layers: config } : (objectOf(config) ?? {});
  const { name, layers: listed } = body;
  if (!Array.isArray(listed) || listed.length === 0) throw notKeras(file);
  const nodes = listed.map((layer) => nodeOf(layer, file));
  if (!isSequential) requireChain(nodes, body, file);
  const [first] = nodes;
  const hasInputLayer = first.type === 'InputLayer';
  const shape = inputShape(first.config, file);
  return {
    name: typeof name === 'string' ? name : 'sequential',
    input: { name: hasInputLayer ? first.name : `${first.name}_input`, shape },
    layers: hasInputLayer ? nodes.slice(1) : nodes,
  };
}

/** A layer with the names of those that feed it. */
interface Node extends KerasLayer {
  readonly inbound: readonly string[];
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError(`${file} is not JSON`, { cause });
  }
}

function notKeras(file: string): InvalidInputError {
  return new InvalidInputError(`${file} describes no Keras model`, {
    accepted: 'the JSON of a functional or sequential model, as model.to_json() writes it',
  });
}

function nodeOf(layer: unknown, file: string): Node {
  const { class_name: type, config, name, inbound_nodes: inbound } = objectOf(layer) ?? {};
  const settings = objectOf(config);
  const ownName = name ?? settings?.name;
  if (typeof type !== 'string' || !settings || typeof ownName !== 'string') throw notKeras(file);
  return { type, name: ownName, config: new KerasConfig(settings, `${file}: ${ownName}`), inbound: inboundNames(inbound) };
}

/** Names of the layers that feed a layer: heads of `[name, node, tensor]` lists, wherever they lie. */
function inboundNames(value: unknown): string[] {
  if (Array.isArray(value)) {
    return typeof value[0] === 'string' ? [value[0]] : value.flatMap(inboundNames);
  }
  const { args, class_name: kind, config } = objectOf(value) ?? {};
  if (kind === '__keras_tensor__') return inboundNames(objectOf(config)?.keras_history);
  return inboundNames(args ?? []);
}

function requireChain(nodes: readonly Node[], { input_layers: inputs, output_layers: outputs }: JsonObject, file: string): void {
  const last = nodes[nodes.length - 1];
  const isChain =
    nodes[0].type === 'InputLayer' &&
    nodes.every(({ inbound }, i) => inbound.join() === (i === 0 ? '' : nodes[i - 1].name)) &&
    inboundNames(inputs).join() === nodes[0].name &&
    inboundNames(outputs).join() === last.name;
  if (!isChain) {
    throw new InvalidInputError(`the layers of ${file} form no chain from one input to one output`, {
      accepted: 'models in which every layer feeds the next',
    });
  }
}

/** Keras 2 writes `batch_input_shape`, Keras 3 `batch_shape`; both begin with the open batch axis. */
function inputShape(config: KerasConfig, file: string): (number | null)[] {
  const shape = config.value('batch_shape') ?? config.value('batch_input_shape');
  const isLength = (length: unknown): boolean => length === null || (Number.isInteger(length) && Number(length) > 0);
  if (!Array.isArray(shape) || shape.length < 2 || !shape.every(isLength)) {
    throw new InvalidInputError(`${file} does not say the shape of its input`, { received: shape ?? 'none' });
  }
  return shape.slice(1) as (number | null)[];
}
