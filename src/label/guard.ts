import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 403 | 404 | 405;
  readonly reason: string;
}

/** A request that may be answered: the path behind the token, and the query. */
export interface Admitted {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** The header that this server's own page sends with what changes something: other sites cannot, without asking first. */
export const OWN_HEADER = 'x-framescope';

/** A token nobody guesses: 192 random bits, as text for a URL. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Lets through what the page of this server asks for, and nothing else that a browser on this machine may send.
 *
 * The name in `Host` must be this machine's own, so that another site's name that leads here is of no use (DNS rebinding); `Origin` and
 * `Sec-Fetch-Site` must be this server's, and what changes something must carry a header of ours, so that other pages cannot ask in
 * the user's name (CSRF); and the path must begin with the token, so that other users of the machine cannot.
 */
export function admit(request: IncomingMessage, port: number, token: string): Admitted | Refusal {
  const { host = '', origin, 'sec-fetch-site': site = 'none' } = request.headers;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(host)) return { status: 403, reason: 'this server answers to its own address only' };
  if (origin !== undefined && origin !== `http://${host}`) return { status: 403, reason: 'other pages may not ask' };
  if (site !== 'same-origin' && site !== 'none') return { status: 403, reason: 'other pages may not ask' };
  if (request.method !== 'GET' && request.method !== 'POST') return { status: 405, reason: 'GET and POST are known' };
  if (request.method === 'POST' && request.headers[OWN_HEADER] === undefined) {
    return { status: 403, reason: 'only the editor’s own page may change labels' };
  }
  const [, given = '', path] = /^\/([^/?#]*)(\/[^?#]*)?/.exec(request.url ?? '') ?? [];
  if (!isSame(given, token)) return { status: 403, reason: 'this address is of an earlier start: take the one in the terminal' };
  if (path === undefined) return { status: 404, reason: 'nothing is here' };
  return { path, query: new URL(request.url ?? '', 'http://localhost').searchParams };
}

/** Compares in a time that tells nothing about where two texts differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
