// SPDX-License-Identifier: GPL-3.0-or-later
// A tablet on the table must not go dark in mid-meeting. The browser takes the lock away when the page is hidden; it is asked for again
// when the page comes back, and given up when the meeting is over or the room is left.
import { useEffect } from 'react';

export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let gone = false;
    const ask = () => {
      if (document.hidden || (lock !== null && !lock.released)) return;
      navigator.wakeLock.request('screen').then((l) => {
        if (gone) void l.release();
        else lock = l;
      }, () => undefined); // low battery: the system's decision
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      gone = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, [wanted]);
}
