import { textOf } from './markup.js';

/** A heading of the page. */
export interface Heading {
  /** 1-6, never more than one deeper than the heading before. */
  readonly level: number;
  readonly id: string;
  /** Its text, without tags. */
  readonly text: string;
}

/** The headings of a page in the order they come; gives each an id of its own and a level that skips none. */
export class Headings {
  readonly #all: Heading[] = [];
  readonly #ids = new Set<string>();

  get all(): readonly Heading[] {
    return this.#all;
  }

  /** The HTML with ids on its headings, which are added to the list. */
  collect(html: string): string {
    return html.replace(/<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1>/gi, (_, given: string, inner: string) => {
      const title = this.#all.length === 0 ? ' class="title"' : '';
      const { level, id } = this.add(Number(given), textOf(inner));
      return `<h${level}${title} id="${id}">${inner}</h${level}>`;
    });
  }

  /** Adds one heading. The first is the page's title, whatever its level. */
  add(given: number, text: string): Heading {
    const before = this.#all.at(-1);
    const heading = { level: before ? Math.min(given, before.level + 1) : 1, id: this.#freeId(slugOf(text)), text };
    this.#all.push(heading);
    return heading;
  }

  #freeId(slug: string): string {
    let id = slug;
    for (let i = 1; this.#ids.has(id); i++) id = `${slug}-${i}`;
    this.#ids.add(id);
    return id;
  }
}

/** A heading's id, as GitHub makes them: 'What a filter sees' → 'what-a-filter-sees'. */
export function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s+/g, '-');
  return slug === '' ? 'section' : slug;
}

/** Headings of an output as bold lines: they are no part of the page's outline. */
export function withoutHeadings(html: string): string {
  return html.replace(/<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1>/gi, '<p><strong>$2</strong></p>');
}
