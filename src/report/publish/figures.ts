/** True when the HTML holds a framescope figure that can be brought to life. */
export function hasFigure(html: string): boolean {
  return /<figure\b[^>]*\bdata-figure="/.test(html);
}

/** Takes the scripts out of framescope figures, each of which carries its own: the page has one for all of them. */
export function withoutFigureScripts(html: string): string {
  return html.replace(/<figure class="framescope-figure"[\s\S]*?<\/figure>/g, (figure) =>
    figure.replace(/<script\b[\s\S]*?<\/script>/g, ''),
  );
}
