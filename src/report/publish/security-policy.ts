import { createHash } from 'node:crypto';

/**
 * A Content-Security-Policy that lets a page load nothing from anywhere.
 *
 * Only the scripts given run, told by their SHA-256. With `trust` the notebook's own scripts run too; the network stays shut.
 */
export function securityPolicy(scripts: readonly string[], { trust }: { readonly trust: boolean }): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    `default-src 'none'`,
    `script-src ${trust ? `'unsafe-inline' 'unsafe-eval'` : hashes.join(' ') || `'none'`}`,
    `style-src 'unsafe-inline'`,
    'img-src data: blob:',
    'media-src data: blob:',
    'font-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}
