/** Markup without its root as an SVG that only the eye needs. */
export function svg(markup: string, width: number, height: number): string {
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${markup}</svg>`;
}
