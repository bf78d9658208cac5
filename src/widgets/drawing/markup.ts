const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text made safe for HTML and SVG, as content and inside quoted attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Attributes as markup, escaped; numbers rounded to a hundredth, undefined ones left out. */
export function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) => ` ${name}="${escapeMarkup(String(typeof value === 'number' ? Math.round(value * 100) / 100 : value))}"`,
    )
    .join('');
}

/** One element as markup. `content` is markup already. */
export function element(
  name: string,
  values: Readonly<Record<string, string | number | undefined>> = {},
  ...content: readonly string[]
): string {
  return content.length > 0 ? `<${name}${attributes(values)}>${content.join('')}</${name}>` : `<${name}${attributes(values)}/>`;
}
