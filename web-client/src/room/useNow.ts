// SPDX-License-Identifier: GPL-3.0-or-later
import { useEffect, useState } from 'react';
import { useRoomSession } from './session';

/** The server's time in ms, every second. */
export function useNow(): number {
  const session = useRoomSession();
  const [now, setNow] = useState(() => session.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(session.now()), 1000);
    return () => clearInterval(timer);
  }, [session]);
  return now;
}

/** 125 -> "2:05". */
export function fmtClock(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}
