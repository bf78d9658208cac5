/** Installs the native engine for this user where it is missing; without it everything still works, slowly. */
export const engineStep = {
  name: 'engine',
  isOptional: true,
  async run(say) {
    const { FRAMESCOPE_BACKEND: wanted } = process.env;
    if (wanted === 'cpu' || wanted === 'wasm') {
      return `${wanted === 'cpu' ? 'plain JavaScript' : 'WebAssembly'}, as FRAMESCOPE_BACKEND asks`;
    }
    const { findNativeEngine, installNativeEngine } = await import('../../dist/lib/backend/install/index.js');
    const found = findNativeEngine();
    if (!('missing' in found)) return `TensorFlow ${found.version} is installed`;
    say('installing the native TensorFlow engine (270 MB, once for this user)');
    const abort = new AbortController();
    const stop = () => abort.abort();
    process.once('SIGINT', stop);
    try {
      const { version } = await installNativeEngine({
        signal: abort.signal,
        onProgress: ({ label, done, total }) => say(total ? `${label} ${Math.floor((100 * done) / total)} %` : label),
      });
      return `TensorFlow ${version}`;
    } catch (error) {
      if (abort.signal.aborted) process.exit(130);
      throw error;
    } finally {
      process.off('SIGINT', stop);
    }
  },
};
