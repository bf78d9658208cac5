import type { VideoPlayerPage } from '../../states.js';
import { h } from '../dom.js';
import { readState } from '../read-state.js';
import { installStyle } from '../theme.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = '.fs video{display:block;max-width:100%;height:auto;border-radius:8px;background:#000;margin:0 auto}';

/** A video with the browser's own controls. */
const widget: FigureWidget<VideoPlayerPage> = { render };
export default widget;

function render({ model, el }: RenderContext<VideoPlayerPage>): () => void {
  installStyle(STYLE);
  const { title, mime, width, height, bytes } = readState(model, ['title', 'mime', 'width', 'height', 'bytes']);
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: mime }));
  const video = h('video', {
    controls: true,
    playsinline: true,
    preload: 'metadata',
    width,
    height,
    src: url,
    'aria-label': title,
  });
  const root = h('div', { class: 'fs' }, video);
  el.append(root);
  return () => {
    video.pause();
    URL.revokeObjectURL(url);
    root.remove();
  };
}
