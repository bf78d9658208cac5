import { randomUUID } from 'node:crypto';
import MarkdownIt from 'markdown-it';
import { slugOf } from './headings.js';
import { highlight } from './highlight.js';
import { escapeHtml, tidyTables } from './markup.js';
import { formulaToMathml, readFormulas } from './math.js';
import { type PictureSource, sanitize } from './sanitize.js';

/** How Markdown is turned into HTML. */
export interface MarkdownOptions {
  /** Pictures other than data URIs. Default: none, their descriptions are shown. */
  readonly pictures?: PictureSource;
  /** Leave the author's own HTML as it is. Default false: it is sanitised. */
  readonly trust?: boolean;
}

/** Markdown as HTML: tables, highlighted code, formulas in MathML; links to notebooks lead to their pages. */
export function markdownToHtml(source: string, { pictures = () => undefined, trust = false }: MarkdownOptions = {}): string {
  const environment: Environment = { formulas: [], mark: `formula-${randomUUID()}-`, pictures };
  const rendered = markdown.render(source, environment);
  const safe = tidyTables(trust ? rendered : sanitize(rendered, pictures));
  return safe.replace(new RegExp(`${environment.mark}(\\d+);`, 'g'), (_, index: string) => environment.formulas[Number(index)]);
}

/** What a rendering carries along. */
interface Environment {
  readonly formulas: string[];
  /** Where formulas wait until the HTML around them is sanitised: a word that no author can have written. */
  readonly mark: string;
  readonly pictures: PictureSource;
}

const markdown: MarkdownIt = reader();

function reader(): MarkdownIt {
  const made = new MarkdownIt({ html: true, linkify: true, highlight: (code, language) => highlight(code, language) });
  made.use(readFormulas);
  const formula = (content: string, markup: string, { formulas, mark }: Environment): string =>
    `${mark}${formulas.push(formulaToMathml(content, { display: markup === '$$' })) - 1};`;
  made.renderer.rules.math_inline = (tokens, i, _options, environment) =>
    formula(tokens[i].content, tokens[i].markup, environment as Environment);
  made.renderer.rules.math_block = (tokens, i, _options, environment) =>
    `<p>${formula(tokens[i].content, '$$', environment as Environment)}</p>\n`;
  made.renderer.rules.link_open = (tokens, i, options, _environment, self) => {
    tokens[i].attrSet('href', pageAddress(tokens[i].attrGet('href') ?? ''));
    return self.renderToken(tokens, i, options);
  };
  made.renderer.rules.image = (tokens, i, options, environment, self) => {
    const token = tokens[i];
    const alt = self.renderInlineAsText(token.children ?? [], options, environment);
    const given = token.attrGet('src') ?? '';
    const src = given.startsWith('data:') ? given : (environment as Environment).pictures(given);
    return src ? `<img src="${escapeHtml(src)}" alt="${escapeHtml(alt)}">` : `<em>${escapeHtml(alt)}</em>`;
  };
  return made;
}

/** '#A Heading' as the id that heading has, '02-training.ipynb' as the page made of it. */
function pageAddress(href: string): string {
  if (href.startsWith('#')) return `#${slugOf(decoded(href.slice(1)))}`;
  const isLocal = !/^[a-z][a-z0-9+.-]*:|^\//i.test(href);
  return isLocal ? href.replace(/\.ipynb(?=$|#)/, '.html') : href;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
