// SPDX-License-Identifier: GPL-3.0-or-later
// Saves the form by itself after a pause in typing, one saving at a time, each against the revision it began from: a second window is told, not overwritten.
import { useCallback, useEffect, useRef, useState } from 'react';
import { toApiError, type ApiError } from '../../api/errors';
import { draftApi } from './api';
import { canSave, toDraft, type Form } from './form';

const PAUSE = 1200;
export type Saving = 'idle' | 'waiting' | 'saving' | 'saved' | 'stale' | 'failed';
export type Kept = { request: number; document: number; rev: number };

export function useDraft(first: Form, kept0: Kept | null, meeting: number | undefined) {
  const [form, setForm] = useState(first);
  const [kept, setKept] = useState(kept0);
  const [saving, setSaving] = useState<Saving>('idle');
  const [error, setError] = useState<ApiError | null>(null);
  const now = useRef({ form: first, saved: JSON.stringify(first), kept: kept0, running: null as Promise<boolean> | null, timer: 0 });

  const once = useCallback(async (): Promise<boolean> => {
    const n = now.current;
    const sent = n.form;
    setSaving('saving');
    try {
      if (n.kept === null) n.kept = await draftApi.create(toDraft(sent, true, meeting));
      else n.kept = { ...n.kept, rev: (await draftApi.save(n.kept.request, n.kept.rev, toDraft(sent, false, undefined))).rev };
      n.saved = JSON.stringify(sent);
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
  }, [meeting]);

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
    setSaving((s) => (s === 'stale' ? s : canSave(n.form) ? 'waiting' : 'idle'));
    clearTimeout(n.timer);
    if (canSave(n.form)) n.timer = window.setTimeout(() => void flush(), PAUSE);
  }, [flush]);

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
