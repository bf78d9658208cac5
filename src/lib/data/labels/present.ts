/** The fields that have a value: absent ones are left out, so that equal labels are equal as JSON and as objects. */
export function present<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
