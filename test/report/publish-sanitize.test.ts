import { describe, expect, test } from 'vitest';
import { notebookPage } from '../../src/report/publish/notebook-page.js';
import { sanitize } from '../../src/report/publish/sanitize.js';
import { code, notebook, result, text } from './published-notebook.js';

const HOSTILE: [name: string, html: string][] = [
  ['a script', '<script>alert(1)</script>'],
  ['a script in capitals, unclosed', '<SCRIPT>alert(1)'],
  ['a handler', '<img src="data:image/png;base64,AA" onerror="alert(1)">'],
  ['a handler without quotes', '<b onmouseover=alert(1)>x</b>'],
  ['a javascript link', '<a href="javascript:alert(1)">x</a>'],
  ['a javascript link in disguise', '<a href="java&#x0A;script&colon;alert(1)">x</a>'],
  ['a data link', '<a href="data:text/html,<script>alert(1)</script>">x</a>'],
  ['a frame', '<iframe src="https://example.org"></iframe>'],
  ['a frame with its own document', '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>'],
  ['a script in svg', '<svg><script>alert(1)</script></svg>'],
  ['a link in svg', '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>'],
  ['an animation in svg', '<svg><animate onbegin="alert(1)" attributeName="x"/></svg>'],
  ['a style with an address', '<p style="background:url(https://example.org/x)">x</p>'],
  ['a style element', '<style>@import "https://example.org/x.css"; body{display:none}</style>'],
  ['a style that covers the page', '<p style="position:fixed;inset:0">x</p>'],
  ['a picture from elsewhere', '<img src="https://example.org/x.png" srcset="https://example.org/y.png 2x">'],
  ['a picture that is HTML', '<img src="data:text/html,<script>alert(1)</script>">'],
  ['a form', '<form action="https://example.org"><input name="a"><button>x</button></form>'],
  ['a base address', '<base href="https://example.org/">'],
  ['a refresh', '<meta http-equiv="refresh" content="0;url=https://example.org">'],
  ['an object', '<object data="https://example.org/x"></object><embed src="https://example.org/x">'],
  ['MathML with a script', '<math><mtext><script>alert(1)</script></mtext></math>'],
  ['mutation by noscript', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>'],
  ['ids that shadow the page', '<p id="fs-main" name="x" class="skip">x</p>'],
  [
    'a script in a figure',
    '<figure class="framescope-figure" data-figure="frameSlider" data-state="{}"><script>alert(1)</script></figure>',
  ],
];

/** Anything that can run, load, cover or shadow; attribute values are left out first, since text in them is only text. */
function dangers(html: string): string[] {
  const tags = [...html.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag);
  return tags.filter(
    (tag) =>
      /^<(script|style|iframe|svg|math|object|embed|form|input|button|base|meta|link|noscript)\b/i.test(tag) ||
      /\s(on\w+|srcdoc|srcset|id|name|action)\s*=/i.test(tag.replace(/"[^"]*"/g, '""')) ||
      /\ssrc="(?!data:image\/)/i.test(tag) ||
      /\shref="(?!https?:|mailto:|#)/i.test(tag) ||
      /style="[^"]*(url|position|@)/i.test(tag) ||
      /class="skip"/.test(tag),
  );
}

describe('HTML of a stranger', () => {
  test.each(HOSTILE)('%s is harmless as an output and in Markdown', (_, html) => {
    expect(dangers(html), 'the check sees the danger').not.toEqual([]);
    expect(dangers(sanitize(html))).toEqual([]);
    const source = notebook([
      text(`# T\n\nbefore ${html} after\n\n${html}`),
      code(1, 'x', [result(1, { 'text/markdown': html, 'text/html': html })]),
    ]);
    const page = notebookPage(source, { name: 'x', version: '1', command: 'c', figureScript: () => undefined, trust: false });
    const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(page.html)?.[1] ?? '';
    const own = main.replace(/<summary[\s\S]*?<\/summary>/g, '').replace(/ id="[a-z0-9-]+"/g, '');
    expect(dangers(own)).toEqual([]);
  });

  test('harmless HTML stays', () => {
    const table = '<table><thead><tr><th colspan="2">a</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>';
    expect(sanitize(table)).toBe(table);
    expect(sanitize('<a href="https://example.org/">x</a>')).toBe(
      '<a href="https://example.org/" rel="noopener noreferrer">x</a>',
    );
  });
});

describe('figures', () => {
  const state = '{"frames":{"$binary":"AAEC"},"label":"a < b & \\"c\\""}';
  const escaped = state.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

  test('keep their state, poster and caption to the letter', () => {
    const html = sanitize(
      `<figure class="framescope-figure" data-figure="frameSlider" data-state="${escaped}"><img class="framescope-poster" alt="p" src="data:image/png;base64,AA"><figcaption>c</figcaption><script>x</script></figure>`,
    );
    const kept = /data-state="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(kept.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&')).toBe(state);
    expect(html).toContain('data-figure="frameSlider"');
    expect(html).toContain('class="framescope-poster"');
    expect(html).toContain('<figcaption>c</figcaption>');
    expect(html).not.toContain('<script');
  });

  test.each([
    ['that is no JSON', 'data-figure="frameSlider" data-state="alert(1)"'],
    ['that is a bare value', 'data-figure="frameSlider" data-state="7"'],
    ['of a kind that is no name', 'data-figure="a&quot;]" data-state="{}"'],
    ['that is missing', 'data-figure="frameSlider"'],
    ['with links that are none', 'data-figure="frameSlider" data-links="[[1]]" data-state="{}"'],
    ['with a key that is none', 'data-figure="frameSlider" data-key="a&quot;]" data-state="{}"'],
  ])('with a state %s become still pictures', (_, attributes) => {
    const html = sanitize(
      `<figure class="framescope-figure" ${attributes}><img src="data:image/png;base64,AA" alt="p"></figure>`,
    );
    expect(html).toBe('<figure class="framescope-figure"><img src="data:image/png;base64,AA" alt="p" /></figure>');
  });
});
