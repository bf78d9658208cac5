export { findNativeEngine, type NativeEngine } from './find.js';
export { installNativeEngine } from './install.js';
export { nativePlatform, nativePlatforms, platformKey, TENSORFLOW_VERSION } from './platforms.js';
