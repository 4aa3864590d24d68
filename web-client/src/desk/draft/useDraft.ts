// SPDX-License-Identifier: GPL-3.0-or-later
// Saves the form by itself after a pause in typing, one saving at a time, each against the revision it began from: a second window is told, not overwritten.
import { useCallback, useEffect, useRef, useState } from 'react';
import { toApiError, type ApiError } from '../../api/errors';
import { draftApi } from './api';
import { canSave, toDraft, type Form } from './form';

const PAUSE = 1200;
export type Saving = 'idle' | 'waiting' | 'saving' | 'saved' | 'stale' | 'failed';
export type Kept = { request: number; document: number; rev: number };

/** What was typed and not saved stays in this tab while the session or the line is away: by person and draft, against the revision it began from. */
const keyOf = (person: number, kept: Kept | null) => `phien.draft.${person}.${kept?.request ?? 'new'}`;

function keep(person: number, kept: Kept | null, form: Form): void {
  try {
    sessionStorage.setItem(keyOf(person, kept), JSON.stringify({ rev: kept?.rev ?? 0, form }));
  } catch {
    /* A store that is full or shut off: the server still has all but the last second. */
  }
}

function recovered(person: number, first: Form, kept: Kept | null): Form {
  try {
    const stored = JSON.parse(sessionStorage.getItem(keyOf(person, kept)) ?? 'null') as { rev: number; form: Form } | null;
    return stored !== null && stored.rev === (kept?.rev ?? 0) ? { ...first, ...stored.form } : first;
  } catch {
    return first;
  }
}

/** A line that is away comes back; whatever else refuses a saving is said and waits for its person. */
const passes = (error: ApiError | null) => error !== null && (error.status === 0 || (error.status >= 502 && error.status <= 504));
const AGAIN = 5000;

export function useDraft(first: Form, kept0: Kept | null, meeting: number | undefined, person: number) {
  const [start] = useState(() => recovered(person, first, kept0));
  const [form, setForm] = useState(start);
  const [kept, setKept] = useState(kept0);
  const [saving, setSaving] = useState<Saving>('idle');
  const [error, setError] = useState<ApiError | null>(null);
  const now = useRef({ form: start, saved: JSON.stringify(first), kept: kept0, running: null as Promise<boolean> | null, timer: 0 });

  const once = useCallback(async (): Promise<boolean> => {
    const n = now.current;
    const sent = n.form;
    const key = keyOf(person, n.kept);
    setSaving('saving');
    try {
      if (n.kept === null) n.kept = await draftApi.create(toDraft(sent, true, meeting));
      else n.kept = { ...n.kept, rev: (await draftApi.save(n.kept.request, n.kept.rev, toDraft(sent, false, undefined))).rev };
      n.saved = JSON.stringify(sent);
      sessionStorage.removeItem(key);
      if (n.form !== sent) keep(person, n.kept, n.form);
      setKept(n.kept);
      setSaving('saved');
      setError(null);
      return true;
    } catch (cause) {
      const problem = toApiError(cause);
      setError(problem);
      setSaving(problem.code === 'stale_revision' ? 'stale' : 'failed');
      return false;
    }
  }, [meeting, person]);

  /** True when everything typed so far is on the server. */
  const flush = useCallback(async (): Promise<boolean> => {
    const n = now.current;
    clearTimeout(n.timer);
    for (;;) {
      if (n.running !== null) {
        if (!(await n.running)) return false;
        continue;
      }
      if (n.kept !== null && JSON.stringify(n.form) === n.saved) return true;
      if (!canSave(n.form)) return false;
      n.running = once().finally(() => { n.running = null; });
    }
  }, [once]);

  const set = useCallback((patch: Partial<Form>) => {
    const n = now.current;
    n.form = { ...n.form, ...patch };
    setForm(n.form);
    keep(person, n.kept, n.form);
    setSaving((s) => (s === 'stale' ? s : canSave(n.form) ? 'waiting' : 'idle'));
    clearTimeout(n.timer);
    if (canSave(n.form)) n.timer = window.setTimeout(() => void flush(), PAUSE);
  }, [flush, person]);

  useEffect(() => {
    if (saving !== 'failed' || !passes(error)) return undefined;
    const timer = setTimeout(() => void flush(), AGAIN);
    return () => clearTimeout(timer);
  }, [saving, error, flush]);
  /* What was left from before is saved like what is typed now. */
  useEffect(() => { if (start !== first && JSON.stringify(start) !== JSON.stringify(first)) set({}); }, []); // eslint-disable-line
  useEffect(() => {
    const n = now.current;
    return () => {
      clearTimeout(n.timer);
      if (canSave(n.form) && JSON.stringify(n.form) !== n.saved) void flush();
    };
  }, [flush]);
  /** What is kept by now, also right after `flush`. */
  const current = useCallback(() => now.current.kept, []);
  return { form, set, kept, saving, error, flush, current };
}
