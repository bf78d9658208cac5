import { gzipSync } from 'node:zlib';

/** A script for a page, compressed: a JavaScript list of its type and its text. */
export function packScript(script: string, type: 'text/javascript' | 'module' = 'text/javascript'): string {
  return `["${type}","${gzipSync(script.trim(), { level: 9 }).toString('base64')}"]`;
}

/**
 * The text of an inline script that unpacks scripts and runs them, one after the other: half of their bytes.
 *
 * They run as inline scripts as well, beside this one, so that they need no right that this one has not; a policy that tells
 * scripts by their hash must know theirs too. Where a notebook has taken the output out of its page for the moment, they wait
 * in it. It needs `DecompressionStream`: browsers since 2023.
 */
export function unpackingScript(packed: readonly string[]): string {
  return (
    `(async f=>{for(const[t,p]of[${packed.join(',')}]){const s=document.createElement("script");s.type=t;` +
    's.textContent=await new Response(new Blob([Uint8Array.from(atob(p),c=>c.charCodeAt(0))]).stream()' +
    '.pipeThrough(new DecompressionStream("gzip"))).text();f.append(s)}})(document.currentScript.parentNode)'
  );
}
