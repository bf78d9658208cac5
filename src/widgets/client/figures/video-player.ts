import type { VideoPlayerPage } from '../../states.js';
import { h } from '../dom.js';
import { readState } from '../read-state.js';
import { installStyle } from '../theme.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs video,.fs-still{display:block;max-width:100%;min-width:min(100%,300px);max-height:80vh;height:auto;border-radius:8px;background:#000;margin:0 auto}
.fs .fs-problem{margin-top:8px}
`;

/** A video with the browser's own controls; its pictures and the reason where it cannot be played. */
export default { render } as FigureWidget<VideoPlayerPage>;

function render({ model, el }: RenderContext<VideoPlayerPage>): () => void {
  installStyle(STYLE);
  const { title, mime, width, height, bytes, source, problem } = readState(model);
  const figure = el.closest('figure');
  const poster = figure?.querySelector<HTMLImageElement>('.framescope-poster')?.src;
  const link = figure?.querySelector<HTMLAnchorElement>('figcaption a');
  const url = bytes ? URL.createObjectURL(new Blob([bytes as BlobPart], { type: mime })) : undefined;
  const root = h('div', 'fs');
  const video = h('video', {
    controls: true,
    playsinline: true,
    preload: 'metadata',
    width,
    height,
    poster,
    'aria-label': title,
  });

  const giveUp = (reason: string): void => {
    const still = h('img', { class: 'fs-still', src: poster, alt: `Pictures of ${title}` });
    root.replaceChildren(still, h('p', { class: 'fs-problem', role: 'status' }, reason));
  };
  const play = (src: string | undefined): void => {
    if (src === undefined) giveUp('The file is not in this page.');
    else video.src = src;
  };
  video.addEventListener('error', () => {
    // JupyterLab has turned the link into one to its server since.
    if (link && link.href !== video.src) play(link.href);
    else if (source === 'linked')
      giveUp(`${link?.textContent ?? 'The file'} cannot be played: it is not where it was linked, or damaged.`);
    else giveUp('This browser cannot play the video: it is damaged, or in a format that the browser does not know.');
  });
  root.append(video);
  el.append(root);
  if (problem === undefined) play(url ?? link?.href);
  else giveUp(problem);
  return () => {
    video.pause();
    video.removeAttribute('src');
    if (url) URL.revokeObjectURL(url);
  };
}
