// SPDX-License-Identifier: GPL-3.0-or-later
// Search inside one paper: the server finds without diacritics; here we keep the hits and the one in hand.
import { useCallback, useMemo, useState } from 'react';
import { docs, type SearchHit } from '../api/docs';
import { notifyError } from '../ui/notify';

export type Search = {
  query: string; hits: SearchHit[]; at: number; busy: boolean; done: boolean;
  run: (q: string) => Promise<void>; step: (by: 1 | -1) => void; pick: (at: number) => void; clear: () => void;
};

const NOTHING = { query: '', hits: [] as SearchHit[], at: 0, busy: false, done: false };

export function useSearch(version: number, from: () => number, go: (page: number) => void): Search {
  const [s, set] = useState(NOTHING);
  const { hits } = s;
  const pick = useCallback((at: number) => {
    const hit = hits[at];
    if (hit) go(hit.page);
    set((old) => ({ ...old, at }));
  }, [go, hits]);
  const run = useCallback(async (q: string) => {
    const query = q.trim();
    if (query === '') return set(NOTHING);
    set((old) => ({ ...old, query, busy: true }));
    try {
      const { hits: found } = await docs.search(version, query);
      /* Begin with the first hit at or after the page being read. */
      const at = Math.max(0, found.findIndex((h) => h.page >= from()));
      set({ query, hits: found, at, busy: false, done: true });
      if (found[at]) go(found[at].page);
    } catch (cause) {
      set((old) => ({ ...old, busy: false }));
      notifyError(cause);
    }
  }, [version, from, go]);
  return useMemo(() => ({
    ...s, run, pick, clear: () => set(NOTHING),
    step: (by) => { if (s.hits.length > 0) pick((s.at + by + s.hits.length) % s.hits.length); },
  }), [s, run, pick]);
}
