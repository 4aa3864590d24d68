// SPDX-License-Identifier: GPL-3.0-or-later
import { useCallback, useRef, useState } from 'react';
import { call } from '../api/client';
import type { Commands, CommandType } from '../protocol/generated';
import { notifyError } from '../ui/notify';

/** Sends one command at a time from a button: busy meanwhile, a refusal becomes a sentence on the screen. */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const act = useCallback(async <T extends CommandType>(type: T, body: Commands[T]['request']): Promise<Commands[T]['reply'] | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    try {
      return await call(type, body);
    } catch (cause) {
      notifyError(cause);
      return null;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  return { act, busy };
}
