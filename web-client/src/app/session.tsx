// SPDX-License-Identifier: GPL-3.0-or-later
// Who is here. The cookie is the session; /api/me says whether it still holds, the WebSocket hello says who it is.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { socket, useConnection } from '../api/client';
import { toApiError, type ApiError } from '../api/errors';
import { http, onUnauthorised } from '../api/http';
import type { HelloReply } from '../protocol/generated';

type Session = {
  status: 'asking' | 'out' | 'in' | 'unreachable';
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

  const enter = useCallback(() => {
    setStatus('in');
    socket.start();
  }, []);
  const leave = useCallback(() => {
    socket.stop();
    setStatus('out');
  }, []);

  const ask = useCallback(async () => {
    try {
      await http.get<unknown>('/api/me');
      enter();
    } catch (cause) {
      const failed = toApiError(cause);
      if (failed.status === 401) return leave();
      setError(failed);
      setStatus((s) => (s === 'in' ? s : 'unreachable'));
    }
  }, [enter, leave]);

  useEffect(() => {
    onUnauthorised.add(leave);
    void ask();
    return () => void onUnauthorised.delete(leave);
  }, [ask, leave]);

  /* A browser cannot see why an upgrade was refused: after a failed try, ask over HTTP whether the session still holds. */
  useEffect(() => {
    if (status === 'in' && ((phase === 'waiting' && attempt === 2) || phase === 'refused')) void ask();
  }, [status, phase, attempt, ask]);

  const value = useMemo<Session>(() => ({
    status, error,
    login: async (username, password) => {
      await http.post('/api/login', { username, password });
      enter();
    },
    logout: async (everywhere) => {
      await http.post(everywhere ? '/api/logout-everywhere' : '/api/logout');
      leave();
    },
    retry: () => { setStatus('asking'); void ask(); },
  }), [status, error, enter, leave, ask]);
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
