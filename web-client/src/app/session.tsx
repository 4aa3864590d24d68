// SPDX-License-Identifier: GPL-3.0-or-later
// Who is here. The cookie is the session; /api/me says whether it still holds, the WebSocket hello says who it is.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { socket, useConnection } from '../api/client';
import { toApiError, type ApiError } from '../api/errors';
import { http, onUnauthorised } from '../api/http';
import type { HelloReply } from '../protocol/generated';

type Session = {
  status: 'asking' | 'out' | 'in' | 'unreachable';
  /** The session ended while its person was at work. */
  expired: boolean;
  error: ApiError | undefined;
  login: (username: string, password: string) => Promise<void>;
  logout: (everywhere: boolean) => Promise<void>;
  retry: () => void;
};

const Context = createContext<Session | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [status, setStatus] = useState<Session['status']>('asking');
  const [error, setError] = useState<ApiError>();
  const { phase, attempt } = useConnection();

  const [expired, setExpired] = useState(false);
  const here = useRef(false);
  const enter = useCallback(() => {
    here.current = true;
    setExpired(false);
    setStatus('in');
    socket.start();
  }, []);
  const leave = useCallback((ended: boolean) => {
    socket.stop();
    setExpired(ended && here.current);
    here.current = false;
    setStatus('out');
  }, []);
  const end = useCallback(() => leave(true), [leave]);

  const ask = useCallback(async () => {
    try {
      await http.get<unknown>('/api/me');
      enter();
    } catch (cause) {
      const failed = toApiError(cause);
      if (failed.status === 401) return leave(true);
      setError(failed);
      setStatus((s) => (s === 'in' ? s : 'unreachable'));
    }
  }, [enter, leave]);

  useEffect(() => {
    onUnauthorised.add(end);
    void ask();
    return () => void onUnauthorised.delete(end);
  }, [ask, end]);

  /* A browser cannot see why an upgrade was refused: after a failed try, ask over HTTP whether the session still holds. */
  useEffect(() => {
    if (status === 'in' && ((phase === 'waiting' && attempt === 2) || phase === 'refused')) void ask();
  }, [status, phase, attempt, ask]);

  const value = useMemo<Session>(() => ({
    status, expired, error,
    login: async (username, password) => {
      await http.post('/api/login', { username, password });
      enter();
    },
    logout: async (everywhere) => {
      await http.post(everywhere ? '/api/logout-everywhere' : '/api/logout');
      sessionStorage.clear(); // what was typed and not saved is nobody else's
      leave(false);
    },
    retry: () => { setStatus('asking'); void ask(); },
  }), [status, expired, error, enter, leave, ask]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useSession(): Session {
  const s = useContext(Context);
  if (s === null) throw new Error('useSession outside SessionProvider');
  return s;
}

/** The person of this tab. Only below the shell, which waits for the first hello. */
export function useMe(): HelloReply {
  const { hello } = useConnection();
  if (hello === null) throw new Error('useMe before hello');
  return hello;
}
