type Schema = Readonly<Record<string, unknown>> | boolean;

/**
 * Why a value does not fit a JSON schema (draft 7): a line a fault, none where it fits. Knows what the schema of Vega-Lite uses:
 * references, alternatives, types, properties, items, constants and ranges.
 */
export function schemaFaults(value: unknown, root: object): string[] {
  return faultsOf(value, root as Schema, root as Schema, '$').slice(0, 5);
}

function faultsOf(value: unknown, schema: Schema, root: Schema, path: string): string[] {
  if (typeof schema === 'boolean') return schema ? [] : [`${path} is not allowed`];
  const inner = (of: unknown, other: unknown, at: string): string[] => faultsOf(of, other as Schema, root, at);
  if (typeof schema.$ref === 'string') return inner(value, resolve(root, schema.$ref), path);
  const faults: string[] = [];
  if (Array.isArray(schema.anyOf)) {
    const tried = schema.anyOf.map((other) => inner(value, other, path));
    // Of all alternatives the one that comes nearest says most.
    if (tried.every(({ length }) => length > 0)) faults.push(...tried.reduce((a, b) => (b.length < a.length ? b : a)));
  }
  for (const other of (schema.allOf as unknown[] | undefined) ?? []) faults.push(...inner(value, other, path));
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isType(value, String(type)))) {
    return [...faults, `${path} is no ${[schema.type].flat().join(' or ')}`];
  }
  if (schema.const !== undefined && value !== schema.const) faults.push(`${path} is not ${schema.const}`);
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) faults.push(`${path} is none of ${schema.enum.slice(0, 6)}`);
  if (typeof schema.minimum === 'number' && Number(value) < schema.minimum) faults.push(`${path} is below ${schema.minimum}`);
  if (typeof schema.maximum === 'number' && Number(value) > schema.maximum) faults.push(`${path} is above ${schema.maximum}`);
  if (Array.isArray(value)) {
    const { items } = schema;
    value.forEach((entry, i) => {
      const own = Array.isArray(items) ? items[i] : items;
      if (own !== undefined) faults.push(...inner(entry, own, `${path}[${i}]`));
    });
  } else if (typeof value === 'object' && value !== null) {
    const properties = (schema.properties ?? {}) as Readonly<Record<string, unknown>>;
    for (const name of (schema.required as string[] | undefined) ?? [])
      if (!(name in value)) faults.push(`${path} lacks ${name}`);
    for (const [name, entry] of Object.entries(value)) {
      const own = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
      if (own !== undefined) faults.push(...inner(entry, own, `${path}.${name}`));
    }
  }
  return faults;
}

function resolve(root: Schema, reference: string): unknown {
  const names = decodeURIComponent(reference).replace(/^#\//, '').split('/');
  return names.reduce<unknown>((place, name) => Reflect.get(Object(place), name), root);
}

function isType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
