const FUNCTION_OF = '<mo>\u2061</mo>';
const THIN_SPACE = '<mspace width="0.1667em"></mspace>';

/**
 * MathML with thin spaces around named functions, as TeX sets them: y ln x, not ylnx; none before a bracket.
 *
 * Browsers give the invisible operator "function of", which follows the name, no width.
 */
export function spacedFunctions(mathml: string): string {
  const spaces: number[] = [];
  for (let at = mathml.indexOf(FUNCTION_OF); at >= 0; at = mathml.indexOf(FUNCTION_OF, at + 1)) {
    const { start, end } = functionAround(mathml, at);
    if (/(<\/(mi|mn|msub|msup|msubsup|mfrac|msqrt|mrow)>|<mo[^>]*>[)\]]<\/mo>)$/.test(mathml.slice(0, start))) spaces.push(start);
    if (!/^(<\/|<mo[^>]*>[([{|)\]},])/.test(mathml.slice(end))) spaces.push(end);
  }
  let spaced = '';
  let copied = 0;
  for (const space of spaces) {
    spaced += mathml.slice(copied, space) + THIN_SPACE;
    copied = space;
  }
  return spaced + mathml.slice(copied);
}

/** Where the function whose "function of" stands at `at` begins and ends, with its indices: `max` or `max` over `i`. */
function functionAround(mathml: string, at: number): { start: number; end: number } {
  const name = mathml.lastIndexOf('<mi', at);
  const end = at + FUNCTION_OF.length;
  const script = /<m(under|over|underover|sub|sup|subsup)><mrow>$/.exec(mathml.slice(0, name));
  if (!script || !mathml.startsWith('</mrow>', end)) return { start: name, end };
  let depth = 0;
  for (const tag of mathml.slice(end + '</mrow>'.length).matchAll(/<(\/?)[a-z]+[^>]*>/g)) {
    depth += tag[1] === '/' ? -1 : 1;
    if (depth < 0) return { start: script.index, end: end + '</mrow>'.length + tag.index + tag[0].length };
  }
  return { start: name, end };
}
