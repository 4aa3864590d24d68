// SPDX-License-Identifier: GPL-3.0-or-later
// The keyboard of the room: one listener, told what each shortcut does; push-to-talk holds the microphone open while Space is down.
import { useEffect, useRef, useState } from 'react';
import { notifyError } from '../ui/notify';
import { keptSwitch } from './prefs';
import { focusOf, shortcutOf, type Shortcut } from './shortcuts';
import { useMay, useMedia, useRoomSession } from './session';

export const SHORTCUTS_SWITCH = 'shortcuts';

/** True while Space is held and the microphone was opened by it. */
export function useShortcuts(actions: Record<Exclude<Shortcut, 'talk'>, () => void>): boolean {
  const { engine } = useRoomSession();
  const media = useMedia();
  const may = useMay();
  const [talking, setTalking] = useState(false);
  const latest = useRef({ actions, media, allowed: may('sendMedia') });
  latest.current = { actions, media, allowed: may('sendMedia') };
  useEffect(() => {
    let held = false;
    /* Presses and releases may come faster than the server answers: what counts is how it ends. */
    let queue = Promise.resolve();
    const talk = (on: boolean) => {
      held = on;
      setTalking(on);
      queue = queue.then(() => engine.turn('mic', on)).catch(notifyError);
    };
    const down = (e: KeyboardEvent) => {
      if (!keptSwitch(SHORTCUTS_SWITCH, true)) return;
      const what = shortcutOf(e, focusOf(document));
      if (what === null) return;
      e.preventDefault();
      if (what !== 'talk') return latest.current.actions[what]();
      if (!held && !e.repeat && latest.current.allowed && !latest.current.media.local.mic.on) talk(true);
    };
    const up = (e: KeyboardEvent) => {
      if (e.key !== ' ' || !held) return;
      e.preventDefault();
      talk(false);
    };
    /* A window that loses the focus never sees the key come up: an open microphone nobody knows of is worst of all. */
    const away = () => { if (held) talk(false); };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', away);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', away);
      away();
    };
  }, [engine]);
  return talking;
}
