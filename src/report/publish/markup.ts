/** Text as it can stand in HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The text of HTML: tags taken out, entities of `escapeHtml` back to characters, runs of space to one. */
export function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Tables that can be read aloud: a header cell that says nothing, such as the corner, is an ordinary cell. */
export function tidyTables(html: string): string {
  return html.replace(/<th\b[^>]*>\s*<\/th>/g, '<td></td>');
}
