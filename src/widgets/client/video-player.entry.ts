import { mount, whenReady } from './mount.js';
import { videoPlayer } from './video-player.js';

whenReady(() => mount('videoPlayer', videoPlayer));
