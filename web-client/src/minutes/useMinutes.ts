// SPDX-License-Identifier: GPL-3.0-or-later
// Loads the minutes, waits for a draft that is still being made, saves by itself after a pause in typing, one save at a time.
// A save on an old revision is refused by the server (stale_revision): nothing is overwritten, the person chooses.
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../api/client';
import { toApiError, type ApiError } from '../api/errors';
import type { MinutesGetReply } from '../protocol/generated';
import { sameText, toDraft, toSections, type Draft } from './draft';

const PAUSE = 1200;
const DRAFT_TRIES = 20;
const DRAFT_EVERY = 1500;

export type SaveState = 'saved' | 'waiting' | 'saving' | 'stale' | 'failed';
export type Minutes = {
  info: MinutesGetReply | null; error: ApiError | null; waiting: boolean; draft: Draft; save: SaveState; savedAt: number | null;
  edit: (draft: Draft) => void; flush: () => Promise<boolean>; reload: () => Promise<void>;
  /** The revision the text on the screen stands on. */
  rev: () => number;
};

export function useMinutes(meeting: number): Minutes {
  const [info, setInfo] = useState<MinutesGetReply | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [waiting, setWaiting] = useState(false);
  const [draft, setDraft] = useState<Draft>([]);
  const [save, setSave] = useState<SaveState>('saved');
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const now = useRef({ draft, saved: draft, rev: 0, running: null as Promise<boolean> | null, timer: 0 });

  const take = useCallback((reply: MinutesGetReply) => {
    const text = toDraft(reply.sections);
    Object.assign(now.current, { draft: text, saved: text, rev: reply.rev });
    setInfo(reply);
    setDraft(text);
    setSave('saved');
    setError(null);
    setWaiting(false);
  }, []);

  const reload = useCallback(async () => {
    clearTimeout(now.current.timer);
    for (let tries = 0; ; tries++) {
      try {
        return take(await call('minutes.get', { meeting }));
      } catch (cause) {
        const problem = toApiError(cause);
        if (problem.code !== 'not_found' || tries >= DRAFT_TRIES) {
          setWaiting(false);
          return setError(problem);
        }
        setWaiting(true);
        await new Promise((resolve) => setTimeout(resolve, DRAFT_EVERY));
      }
    }
  }, [meeting, take]);

  const once = useCallback(async (): Promise<boolean> => {
    const sent = now.current.draft;
    setSave('saving');
    try {
      const { rev } = await call('minutes.update', { meeting, base_rev: now.current.rev, sections: toSections(sent) });
      Object.assign(now.current, { rev, saved: sent });
      setInfo((i) => (i === null ? i : { ...i, rev }));
      setSavedAt(Date.now());
      return true;
    } catch (cause) {
      const problem = toApiError(cause);
      setSave(problem.code === 'stale_revision' || problem.code === 'conflict' ? 'stale' : 'failed');
      return false;
    }
  }, [meeting]);

  /** Everything typed so far is on the server when this resolves with true. */
  const flush = useCallback(async (): Promise<boolean> => {
    const n = now.current;
    clearTimeout(n.timer);
    for (;;) {
      if (n.running !== null) {
        if (!(await n.running)) return false;
        continue;
      }
      if (sameText(n.draft, n.saved)) break;
      n.running = once().finally(() => { n.running = null; });
    }
    setSave('saved');
    return true;
  }, [once]);

  const edit = useCallback((next: Draft) => {
    const n = now.current;
    n.draft = next;
    setDraft(next);
    setSave((s) => (s === 'stale' ? s : 'waiting'));
    clearTimeout(n.timer);
    n.timer = window.setTimeout(() => void flush(), PAUSE);
  }, [flush]);

  useEffect(() => { void reload(); }, [reload]);
  useEffect(() => {
    const n = now.current;
    return () => {
      clearTimeout(n.timer);
      if (!sameText(n.draft, n.saved)) void flush();
    };
  }, [flush]);
  return { info, error, waiting, draft, save, savedAt, edit, flush, reload, rev: () => now.current.rev };
}
