/** Draws again whenever the theme's colours change, and for paper: a canvas keeps those it was drawn with. Ends when the node is gone. */
export function onTheme(node: Element, draw: () => void): void {
  const ended = new AbortController();
  const changed = (): void => {
    if (node.isConnected) draw();
    else {
      ended.abort();
      observer.disconnect();
    }
  };
  const observer = new MutationObserver(changed);
  const attributeFilter = ['data-theme', 'data-jp-theme-light'];
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributeFilter });
  for (const media of ['print', '(prefers-color-scheme:dark)']) matchMedia(media).addEventListener('change', changed, ended);
}
