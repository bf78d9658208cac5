import { createRequire } from 'node:module';
import { PACKAGE_ROOT, tslabRequire } from '../executor/package-root.js';
import { PROTOCOL_VERSION } from './message.js';

/** The version of the package that the kernel is part of. */
export function kernelVersion(): string {
  const { version } = createRequire(import.meta.url)(`${PACKAGE_ROOT}/package.json`) as { version: string };
  return version;
}

/** What the kernel tells of itself. */
export function kernelInfo(): Record<string, unknown> {
  const version = kernelVersion();
  const { version: typescript } = tslabRequire('@tslab/typescript-for-tslab/package.json') as { version: string };
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'framescope',
    implementation_version: version,
    banner: `framescope ${version}: TypeScript ${typescript} on Node ${process.versions.node}`,
    language_info: {
      name: 'typescript',
      version: typescript,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      // With these names JupyterLab and the classic notebook colour TypeScript.
      codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
      nbconvert_exporter: 'script',
    },
    debugger: false,
    supported_features: [], // neither a debugger nor subshells
    help_links: [{ text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' }],
  };
}
