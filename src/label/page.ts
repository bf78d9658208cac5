import { readFile } from 'node:fs/promises';
import { NotFoundError } from '../lib/errors.js';

/** What every answer says: nothing is loaded from elsewhere, and nobody shows the page in a frame. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data: blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** The editor's page; its script fills it. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>framescope label</title>
<link rel="icon" href="data:,">
</head>
<body>
<noscript>The label editor needs JavaScript.</noscript>
<main id="editor"></main>
<script type="module" src="client.js"></script>
</body>
</html>
`;

/** The page's script. */
export async function clientScript(): Promise<string> {
  try {
    // The same path whether this file runs compiled or from source.
    return await readFile(new URL('../../dist/widgets/client/label-page.js', import.meta.url), 'utf8');
  } catch (cause) {
    throw new NotFoundError('the browser half of the label editor is not built', { cause, hint: 'Run npm run build' });
  }
}
