/** True when the HTML holds a framescope figure that can be brought to life. */
export function hasFigure(html: string): boolean {
  return /<figure\b[^>]*\bdata-figure="/.test(html);
}

/**
 * Takes the scripts out of framescope figures, each of which carries its own: the page has one for all of them. Those of kinds
 * that a notebook has defined itself (`data-own`) stay.
 */
export function withoutFigureScripts(html: string): string {
  return html.replace(/<figure class="framescope-figure"[\s\S]*?<\/figure>/g, (figure) =>
    figure.replace(/<script>[\s\S]*?<\/script>/g, ''),
  );
}
