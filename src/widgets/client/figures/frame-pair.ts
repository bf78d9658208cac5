import type { FramePairPage } from '../../chart-states.js';
import { h, heading, panel, surfaceOf } from '../dom.js';
import { enlarge, largeCanvas } from '../enlarge.js';
import { fitTo } from '../fit.js';
import { SpriteImages } from '../sprite-images.js';
import { installStyle } from '../theme.js';
import { rovingFocus, TILE_STYLE, tile } from '../tiles.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-pair{display:flex;gap:12px}
.fs-pair>*{flex:1 1 0;max-width:420px;min-width:0;text-align:center}
.fs .fs-pair button{margin:0 auto}
`;

/** The first and the last frame. */
export default { render } as FigureWidget<FramePairPage>;

function render({ model, el }: RenderContext<FramePairPage>): () => void {
  installStyle(TILE_STYLE);
  installStyle(STYLE);
  const [title, frameCount, pictures] = [model.get('title'), model.get('frameCount'), model.get('pictures')];
  const { width, height, count } = pictures;
  const images = new SpriteImages(pictures);
  const tiles = (count > 1 ? [1, frameCount] : [1]).map((number, i) => {
    const words = `frame: ${number}`;
    const { button, canvas } = tile(width, height, `${words}, enlarge`, () => {
      const large = largeCanvas(width, height, words);
      images.draw(surfaceOf(large), i);
      enlarge(root, { title: `${title}, ${words}`, content: [large], onClose: () => {} });
    });
    fitTo(button, width, height, 420, 420);
    images.load(i).then(() => images.draw(surfaceOf(canvas), i));
    return { button, node: h('div', {}, h('p', 'fs-muted', words), button) };
  });
  const group = h('div', 'fs-pair', ...tiles.map(({ node }) => node));
  rovingFocus(
    group,
    tiles.map(({ button }) => button),
  );
  const root = panel(`First and last frame of ${title}`, heading(title), group);
  el.append(root);
  return () => {
    images.dispose();
  };
}
