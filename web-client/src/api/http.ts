// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP of /api and /docs: same origin, cookie session, X-Phien on everything that changes something, JSON errors.
import { ApiError, isWireError, NO_LINE, ODD_ANSWER } from './errors';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

async function toError(res: Response): Promise<ApiError> {
  try {
    const body: unknown = await res.json();
    const error = (body as { error?: unknown } | null)?.error;
    if (isWireError(error)) return new ApiError(error, res.status);
  } catch {
    /* nginx answers in HTML when a daemon is away: fall through */
  }
  return new ApiError({ ...ODD_ANSWER, detail: `HTTP ${res.status}` }, res.status);
}

/** Called once for every 401, so that the app can show the login page. */
export const onUnauthorised = new Set<() => void>();

export async function request<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Phien'] = '1';
  const raw = body instanceof Blob;
  if (raw) headers['Content-Type'] = 'application/octet-stream';
  else if (body !== undefined) headers['Content-Type'] = 'application/json';
  let res: Response;
  try {
    res = await fetch(path, {
      method, headers, credentials: 'same-origin', signal: signal ?? null,
      body: raw ? body : body === undefined ? null : JSON.stringify(body),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(NO_LINE);
  }
  if (!res.ok) {
    const error = await toError(res);
    if (res.status === 401 && !path.startsWith('/api/login')) onUnauthorised.forEach((fn) => fn());
    throw error;
  }
  const text = await res.text();
  return (text === '' ? {} : JSON.parse(text)) as T;
}

export const http = {
  get: <T>(path: string, signal?: AbortSignal) => request<T>('GET', path, undefined, signal),
  post: <T>(path: string, body?: unknown, signal?: AbortSignal) => request<T>('POST', path, body ?? {}, signal),
  put: <T>(path: string, body?: unknown, signal?: AbortSignal) => request<T>('PUT', path, body, signal),
  del: <T>(path: string) => request<T>('DELETE', path),
};
