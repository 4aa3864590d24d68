// SPDX-License-Identifier: GPL-3.0-or-later
// Saves the newest value a moment after the last change, never two at once; the newest always wins.
import { useCallback, useEffect, useRef, useState } from 'react';
import { notifyError } from '../../ui/notify';

const PAUSE = 500;

export function useSaver<T>(write: (value: T) => Promise<void>) {
  const [state, setState] = useState<'idle' | 'saving' | 'saved' | 'failed'>('idle');
  const box = useRef<{ waiting: { value: T } | null; timer: number | undefined; running: Promise<void> | null }>({ waiting: null, timer: undefined, running: null });
  const writer = useRef(write);
  writer.current = write;

  const flush = useCallback(async (): Promise<void> => {
    const b = box.current;
    clearTimeout(b.timer);
    if (b.running) await b.running;
    if (b.waiting === null) return;
    const { value } = b.waiting;
    b.waiting = null;
    setState('saving');
    b.running = writer.current(value).then(
      () => setState('saved'),
      (cause: unknown) => { setState('failed'); throw cause; },
    ).finally(() => { b.running = null; });
    await b.running;
    if (b.waiting !== null) await flush();
  }, []);

  const save = useCallback((value: T) => {
    const b = box.current;
    b.waiting = { value };
    setState('saving');
    clearTimeout(b.timer);
    b.timer = window.setTimeout(() => void flush().catch(notifyError), PAUSE);
  }, [flush]);

  /* Leaving the page must not lose the last change. */
  useEffect(() => () => void flush().catch(notifyError), [flush]);
  return { state, save, flush };
}
