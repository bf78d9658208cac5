import sanitizeHtml from 'sanitize-html';

/** Where a picture's bytes come from: a data URI for the `src` a notebook gives, undefined where the page may not have it. */
export type PictureSource = (src: string) => string | undefined;

const TAGS = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'div', 'span', 'br', 'hr', 'blockquote', 'pre', 'code', 'kbd', 'samp', 'var'],
  ...['a', 'b', 'strong', 'i', 'em', 'u', 's', 'del', 'ins', 'mark', 'small', 'sub', 'sup', 'abbr', 'cite', 'q', 'time', 'wbr'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'details', 'summary', 'figure', 'figcaption', 'img'],
  ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
];

/** A length that cannot reach out of its place. */
const LENGTH = [/^\d{1,4}(\.\d+)?(px|em|rem|ch|%)$/];

/**
 * HTML of a stranger made harmless: no scripts, no handlers, no frames, no forms, no address but of links, no styles but
 * a few that keep their place. Pictures are data URIs or what `pictures` gives for them.
 *
 * A framescope figure keeps its state, which is data; one whose state is no JSON becomes a still picture.
 */
export function sanitize(html: string, pictures: PictureSource = () => undefined): string {
  return sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: {
      '*': ['style', 'lang', 'dir', 'title'],
      a: ['href', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
      th: ['colspan', 'rowspan', 'scope'],
      td: ['colspan', 'rowspan'],
      ol: ['start'],
      details: ['open'],
      time: ['datetime'],
      figure: ['data-figure', 'data-key', 'data-links', 'data-state'],
    },
    allowedClasses: { span: ['hljs-*'], code: ['language-*'], figure: ['framescope-figure'], img: ['framescope-poster'] },
    allowedStyles: { '*': { 'text-align': [/^(left|right|center)$/], width: LENGTH, 'max-width': LENGTH } },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    transformTags: {
      figure: (tagName, attribs) => ({ tagName, attribs: checkedFigure(attribs) }),
      a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'noopener noreferrer' } }),
      img: (tagName, attribs) => {
        const src = embeddedPicture(attribs.src ?? '', pictures);
        if (src) return { tagName, attribs: { ...attribs, src, alt: attribs.alt ?? '' } };
        return { tagName: 'em', attribs: {}, text: attribs.alt || 'A picture that is not part of the notebook' };
      },
    },
  }).trim();
}

function embeddedPicture(src: string, pictures: PictureSource): string | undefined {
  return /^data:image\/(png|jpeg|gif|webp|avif|svg\+xml)[;,]/i.test(src) ? src : pictures(src);
}

function checkedFigure(attribs: Record<string, string>): Record<string, string> {
  const { 'data-figure': kind, 'data-key': key = '', 'data-links': links = '[]', 'data-state': state, ...others } = attribs;
  if (!kind || !state || !/^[a-zA-Z][a-zA-Z0-9]{0,39}$/.test(kind) || !/^[0-9a-f]{0,40}$/.test(key)) return others;
  try {
    const parsed: unknown = JSON.parse(state);
    return typeof parsed === 'object' && parsed !== null && areLinks(JSON.parse(links)) ? attribs : others;
  } catch {
    return others;
  }
}

/** `[[name, key of the other figure, name there], …]`. */
function areLinks(links: unknown): boolean {
  const isLink = (link: unknown): boolean =>
    Array.isArray(link) && link.length === 3 && link.every((part) => typeof part === 'string' && /^\w{1,60}$/.test(part));
  return Array.isArray(links) && links.every(isLink);
}
