import type { Playback } from './playback.js';

/** Starts when the figure comes into view; out of view it rests, unless the reader has paused it anyway. Gives what ends this. */
export function playWhileVisible(root: HTMLElement, playback: Playback): () => void {
  let isResting = true;
  const observer = new IntersectionObserver(([{ isIntersecting }]) => {
    if (isIntersecting && isResting) playback.play();
    else if (!isIntersecting) {
      isResting = playback.isPlaying || isResting;
      playback.pause();
      return;
    }
    isResting = false;
  });
  observer.observe(root);
  return () => observer.disconnect();
}
