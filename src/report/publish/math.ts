import katex from 'katex';
import type MarkdownIt from 'markdown-it';
import { escapeHtml } from './markup.js';
import { writtenOutLetters } from './math-letters.js';
import { spacedFunctions } from './math-spacing.js';

/**
 * Teaches a Markdown reader `$…$`, `$$…$$`, `\\(…\\)` and `\\[…\\]`; code spans and `\$` are left alone, and so are prices ("$5 and $6").
 *
 * Formulas become tokens `math_inline` and `math_block` (content: the TeX); who renders them decides how.
 */
export function readFormulas(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('escape', 'math_brackets', bracketFormula);
  markdown.inline.ruler.after('escape', 'math_inline', inlineFormula);
  markdown.block.ruler.before('fence', 'math_block', blockFormula, { alt: ['paragraph', 'blockquote', 'list'] });
}

/** A formula as MathML, which browsers draw without any font or script of ours; what TeX cannot read is shown as it stands. */
export function formulaToMathml(tex: string, { display }: { readonly display: boolean }): string {
  try {
    const drawn = katex.renderToString(tex, { output: 'mathml', displayMode: display, throwOnError: true, strict: 'ignore' });
    const mathml = writtenOutLetters(spacedFunctions(drawn));
    return display ? `<span class="formula">${mathml}</span>` : mathml;
  } catch (error) {
    const mark = display ? '$$' : '$';
    const reason = (error as Error).message.replace(/^KaTeX parse error: /, '');
    return `<code class="formula-error" title="${escapeHtml(reason)}">${escapeHtml(`${mark}${tex}${mark}`)}</code>`;
  }
}

const DOLLAR = 0x24;
const BACKSLASH = 0x5c;

type InlineRule = Parameters<MarkdownIt['inline']['ruler']['after']>[2];
type BlockRule = Parameters<MarkdownIt['block']['ruler']['before']>[2];

/** Pandoc's rule: no space after the first dollar or before the last, and no digit after the last. */
const inlineFormula: InlineRule = (state, silent) => {
  const { src, pos, posMax } = state;
  if (src.charCodeAt(pos) !== DOLLAR) return false;
  const isDisplay = src.charCodeAt(pos + 1) === DOLLAR;
  const width = isDisplay ? 2 : 1;
  const end = closingDollar(src, pos + width, posMax, isDisplay);
  if (end === undefined) {
    // Both dollars at once, or the second would open a formula of its own.
    if (!silent) state.pending += src.slice(pos, pos + width);
    state.pos += width;
    return true;
  }
  if (!silent) {
    const token = state.push('math_inline', 'math', 0);
    token.content = src.slice(pos + width, end).trim();
    token.markup = isDisplay ? '$$' : '$';
  }
  state.pos = end + width;
  return true;
};

/** `\\(…\\)` and `\\[…\\]`, as Jupyter reads them; with one backslash they are escaped brackets. */
const bracketFormula: InlineRule = (state, silent) => {
  if (state.src.charCodeAt(state.pos) !== BACKSLASH) return false;
  const rest = state.src.slice(state.pos, state.posMax);
  const match = /^\\\\\(([\s\S]+?)\\\\\)/.exec(rest) ?? /^\\\\\[([\s\S]+?)\\\\\]/.exec(rest);
  if (!match || match[1].trim() === '') return false;
  if (!silent) {
    const token = state.push('math_inline', 'math', 0);
    token.content = match[1].trim();
    token.markup = match[0].at(-1) === ']' ? '$$' : '$';
  }
  state.pos += match[0].length;
  return true;
};

function closingDollar(src: string, start: number, limit: number, isDisplay: boolean): number | undefined {
  if (!isDisplay && /\s/.test(src[start] ?? ' ')) return undefined;
  for (let at = start; at < limit; at++) {
    const code = src.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === DOLLAR) {
      if (isDisplay && src.charCodeAt(at + 1) !== DOLLAR) continue;
      const isEmpty = src.slice(start, at).trim() === '';
      if (isDisplay) return isEmpty || at + 1 >= limit ? undefined : at;
      return isEmpty || /\s/.test(src[at - 1]) || /\d/.test(src[at + 1] ?? '') ? undefined : at;
    }
  }
  return undefined;
}

/** `$$` at the start of a line up to the line that ends with `$$`. */
const blockFormula: BlockRule = (state, startLine, endLine, silent) => {
  const first = lineOf(state, startLine);
  if (!first.startsWith('$$') || state.sCount[startLine] - state.blkIndent >= 4) return false;
  const lines: string[] = [];
  for (let line = startLine; line < endLine; line++) {
    const text = line === startLine ? first.slice(2) : lineOf(state, line);
    const close = text.indexOf('$$');
    if (close < 0) {
      lines.push(text);
      continue;
    }
    lines.push(text.slice(0, close));
    const tex = lines.join('\n').trim();
    // A formula that a sentence goes on after is an inline one.
    if (text.slice(close + 2).trim() !== '' || tex === '') return false;
    if (silent) return true;
    const token = state.push('math_block', 'math', 0);
    token.block = true;
    token.content = tex;
    token.markup = '$$';
    token.map = [startLine, line + 1];
    state.line = line + 1;
    return true;
  }
  return false;
};

function lineOf(state: Parameters<BlockRule>[0], line: number): string {
  return state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
}
