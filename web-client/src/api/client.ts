// SPDX-License-Identifier: GPL-3.0-or-later
// The tab's one socket and the React hooks on it. Screens use `call`, `useQuery` and `useConnection`; nobody else makes a socket.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { currentLang } from '../i18n';
import { toApiError, type ApiError } from './errors';
import { PhienSocket, type Connection } from './socket';

export const socket = new PhienSocket(
  () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
  currentLang,
);

export const call: PhienSocket['call'] = (type, body, options) => socket.call(type, body, options);

export function useConnection(): Connection {
  return useSyncExternalStore(socket.subscribe, socket.getSnapshot);
}

export type Query<T> = { data: T | undefined; error: ApiError | undefined; loading: boolean; reload: () => Promise<void> };

/** Loads once per key, keeps the old data while reloading, forgets answers that come too late. */
export function useQuery<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Query<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: ApiError; loading: boolean }>({ key, loading: true });
  const loader = useRef(load);
  loader.current = load;
  const running = useRef<AbortController | null>(null);

  const run = useCallback(async () => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    setState((s) => (s.key === key ? { ...s, loading: true } : { key, loading: true }));
    try {
      const data = await loader.current(control.signal);
      if (!control.signal.aborted) setState({ key, data, loading: false });
    } catch (cause) {
      if (!control.signal.aborted) setState((s) => ({ ...s, key, error: toApiError(cause), loading: false }));
    }
  }, [key]);

  useEffect(() => {
    void run();
    return () => running.current?.abort();
  }, [run]);

  const fresh = state.key === key;
  return { data: fresh ? state.data : undefined, error: fresh ? state.error : undefined, loading: fresh ? state.loading : true, reload: run };
}
