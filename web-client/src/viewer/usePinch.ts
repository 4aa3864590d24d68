// SPDX-License-Identifier: GPL-3.0-or-later
import { useEffect, type RefObject } from 'react';

/** Two fingers, or Ctrl and the wheel: calls back with the factor since the last call. */
export function usePinch(target: RefObject<HTMLElement | null>, onFactor: (factor: number) => void): void {
  useEffect(() => {
    const el = target.current;
    if (!el) return;
    let last = 0;
    const spread = (e: TouchEvent) => Math.hypot(e.touches[0]!.clientX - e.touches[1]!.clientX, e.touches[0]!.clientY - e.touches[1]!.clientY);
    const start = (e: TouchEvent) => { last = e.touches.length === 2 ? spread(e) : 0; };
    const move = (e: TouchEvent) => {
      if (e.touches.length !== 2 || last === 0) return;
      e.preventDefault();
      const d = spread(e);
      /* Small tremors would relayout on every frame. */
      if (Math.abs(d / last - 1) < 0.03) return;
      onFactor(d / last);
      last = d;
    };
    const wheel = (e: WheelEvent) => {
      if (!e.ctrlKey) return;
      e.preventDefault();
      onFactor(e.deltaY < 0 ? 1.1 : 1 / 1.1);
    };
    el.addEventListener('touchstart', start, { passive: true });
    el.addEventListener('touchmove', move, { passive: false });
    el.addEventListener('wheel', wheel, { passive: false });
    return () => {
      el.removeEventListener('touchstart', start);
      el.removeEventListener('touchmove', move);
      el.removeEventListener('wheel', wheel);
    };
  }, [target, onFactor]);
}
