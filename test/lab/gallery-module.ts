import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = new URL('../../', import.meta.url);

/** What was compiled stands in for the sources, so that a cell's figures are those of the `framescope` it imports. */
const compiled: Plugin = {
  name: 'compiled',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/\.\.\/src\// }, ({ path }) => ({
      path: fileURLToPath(new URL(path.replace(/^\.\.\/\.\.\/src\//, 'dist/'), root)),
      external: true,
    }));
  },
};

/** The examples of the gallery as a module that cells import: `import { GALLERY } from './gallery'`. By file name. */
export async function galleryModule(): Promise<Readonly<Record<string, string>>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('test/widgets/gallery.ts', root))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    plugins: [compiled],
  });
  return {
    'gallery.js': outputFiles[0].text,
    'gallery.d.ts': `import type { Figure } from 'framescope/widgets';
export declare const GALLERY: Readonly<Record<string, () => Promise<Figure<any>>>>;
`,
  };
}
