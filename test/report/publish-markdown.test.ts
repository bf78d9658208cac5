import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ansiToHtml } from '../../src/report/publish/ansi.js';
import { Headings } from '../../src/report/publish/headings.js';
import { markdownToHtml } from '../../src/report/publish/markdown.js';
import { escapeHtml, textOf } from '../../src/report/publish/markup.js';

/** The TeX of every formula in the HTML, from the annotations KaTeX leaves. */
function formulas(html: string): string[] {
  return [...html.matchAll(/<annotation encoding="application\/x-tex">([\s\S]*?)<\/annotation>/g)].map(([, tex]) => textOf(tex));
}

describe('formulas', () => {
  test.each([
    ['in a sentence', 'so $p_t > 0$ holds', ['p_t > 0']],
    ['two of them', '$a$ and $b$', ['a', 'b']],
    ['with an escaped dollar inside', '$a = \\$3$', ['a = \\$3']],
    ['alone on a line', '$$x^2$$', ['x^2']],
    ['over several lines', 'text\n$$\n\\sum_i\nx_i\n$$\nmore', ['\\sum_i x_i']],
    ['between double dollars in a sentence', 'where $$x$$ is', ['x']],
    ['in Jupyter brackets', 'where \\\\(x\\\\) is \\\\[y\\\\]', ['x', 'y']],
    ['in a table', '| a |\n| --- |\n| $x$ |', ['x']],
    ['in a heading', '## The size $n$', ['n']],
  ])('%s', (_, source, expected) => {
    const html = markdownToHtml(source);
    expect(formulas(html)).toEqual(expected);
    expect(html).toContain('<math');
  });

  test.each([
    ['prices', 'costs $5 and $6', 'costs $5 and $6'],
    ['escaped dollars', 'a \\$x\\$ b', 'a $x$ b'],
    ['code spans', 'the shell says `echo $HOME $PATH`', 'the shell says echo $HOME $PATH'],
    ['one dollar', 'a $ alone', 'a $ alone'],
    ['two dollars', 'a $$ alone', 'a $$ alone'],
    ['brackets that are escaped', 'see \\[1\\] and \\(2\\)', 'see [1] and (2)'],
  ])('are not %s', (_, source, text) => {
    const html = markdownToHtml(source);
    expect(formulas(html)).toEqual([]);
    expect(textOf(html)).toBe(text);
  });

  test('fenced code keeps its dollars', () => {
    expect(textOf(markdownToHtml('```\n$a$ and $$b$$\n```'))).toBe('$a$ and $$b$$');
  });

  test('what TeX cannot read is shown as it stands, with the reason', () => {
    const html = markdownToHtml('$\\frac{a$');
    expect(html).toContain('class="formula-error"');
    expect(textOf(html)).toBe('$\\frac{a$');
  });

  test('letters that browsers would draw plain are written out: ℝ, 𝐱, ℒ, 𝜽', () => {
    const html = markdownToHtml('$\\mathbb{R} \\mathbf{x} \\mathcal{L} \\boldsymbol{\\theta}$');
    for (const letter of ['ℝ', '𝐱', 'ℒ', '𝜽']) expect(html).toContain(`<mi>${letter}</mi>`);
  });

  test('functions stand apart from what is beside them, but not from brackets', () => {
    const space = '<mspace width="0.1667em"></mspace>';
    expect(markdownToHtml('$y \\ln x$')).toContain(`<mi>y</mi>${space}<mi>ln</mi><mo>\u2061</mo>${space}<mi>x</mi>`);
    expect(markdownToHtml('$\\ln(x)$')).not.toContain('mspace');
    expect(markdownToHtml('$\\max_i x$')).toContain(`<mi>i</mi></msub>${space}<mi>x</mi>`);
  });

  test('a formula is not found in HTML that is taken out', () => {
    expect(markdownToHtml('a <style>$x$</style> b')).not.toContain('math');
  });
});

describe('Markdown', () => {
  test('code is coloured by its language', () => {
    expect(markdownToHtml('```ts\nconst a = 1;\n```')).toContain('<span class="hljs-keyword">const</span>');
  });

  test('links to headings and to other notebooks lead to where the page has them', () => {
    const html = markdownToHtml('[a](#The-loss) [b](02-next.ipynb) [c](https://example.org/x.ipynb)');
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      '#the-loss',
      '02-next.html',
      'https://example.org/x.ipynb',
    ]);
  });

  test('a picture comes from where pictures are asked for, or its description is shown', () => {
    const pictures = (src: string) => (src === 'a.png' ? 'data:image/png;base64,AAAA' : undefined);
    expect(markdownToHtml('![A](a.png)', { pictures })).toContain('<img src="data:image/png;base64,AAAA" alt="A" />');
    expect(markdownToHtml('![B](https://example.org/b.png)', { pictures })).toBe('<p><em>B</em></p>');
    expect(markdownToHtml('<img src="a.png" alt="C">', { pictures })).toContain('src="data:image/png;base64,AAAA"');
  });

  propertyTest.prop([fc.string({ unit: 'grapheme' })])('text is what textOf gives back of what escapeHtml made of it', (text) => {
    expect(textOf(escapeHtml(text))).toBe(text.replace(/\s+/g, ' ').trim());
  });
});

describe('headings', () => {
  test('no level is skipped, ids are unique, the first is the title', () => {
    const headings = new Headings();
    const html = headings.collect('<h2>A title</h2><h4>Part</h4><h3>Part</h3><h6>Deep <em>one</em></h6>');
    expect(headings.all.map(({ level, id, text }) => [level, id, text])).toEqual([
      [1, 'a-title', 'A title'],
      [2, 'part', 'Part'],
      [3, 'part-1', 'Part'],
      [4, 'deep-one', 'Deep one'],
    ]);
    expect(html).toContain('<h4 id="deep-one">Deep <em>one</em></h4>');
  });
});

describe('terminal text', () => {
  test('colours become classes, other sequences vanish, markup is text', () => {
    expect(ansiToHtml('\u001b[1;31mbad\u001b[0m <b>\u001b[2K\u001b]0;title\u0007')).toBe(
      '<span class="ansi-bold ansi-1">bad</span> &lt;b&gt;',
    );
  });

  test('many colours come to the nearest of eight', () => {
    expect(ansiToHtml('\u001b[38;2;250;20;30ma\u001b[38;5;21mb\u001b[39mc')).toBe(
      '<span class="ansi-1">a</span><span class="ansi-4">b</span>c',
    );
  });

  test('a rewritten line shows its last state', () => {
    expect(ansiToHtml('10 %\r50 %\r100 %\ndone\r\n')).toBe('100 %\ndone\n');
  });

  propertyTest.prop([fc.string({ unit: fc.constantFrom('<', '>', '&', '"', '\u001b', '[', '3', '1', 'm', ';', 'a') })])(
    'never gives markup but spans',
    (text) => {
      const rest = ansiToHtml(text).replace(/<span class="[a-z0-9 -]+">|<\/span>/g, '');
      expect(['<', '>', '"', '\u001b'].filter((character) => rest.includes(character))).toEqual([]);
    },
  );
});
