// SPDX-License-Identifier: GPL-3.0-or-later
// Papers on their way: two at a time, each with its progress, its refusal or its way to stop.
import { useCallback, useEffect, useRef, useState } from 'react';
import { toApiError, type ApiError } from '../../api/errors';
import { upload, type UploadProgress } from '../../api/upload';
import type { Id } from '../../protocol/generated';

export type Job = {
  key: number; item: Id | null; file: File;
  phase: 'queued' | 'sending' | 'checking' | 'refused';
  sent: number; error: ApiError | null;
};

const AT_ONCE = 2;
let nextKey = 1;

export function useUploads(meeting: Id, onReady: () => Promise<void>) {
  const [jobs, setJobs] = useState<Job[]>([]);
  const controls = useRef(new Map<number, AbortController>());
  const ready = useRef(onReady);
  ready.current = onReady;

  const patch = useCallback((key: number, p: Partial<Job>) => setJobs((l) => l.map((j) => (j.key === key ? { ...j, ...p } : j))), []);
  const drop = useCallback((key: number) => setJobs((l) => l.filter((j) => j.key !== key)), []);

  const run = useCallback(async (job: Job) => {
    const control = new AbortController();
    controls.current.set(job.key, control);
    patch(job.key, { phase: 'sending', sent: 0, error: null });
    try {
      const target = { meeting, ...(job.item === null ? {} : { item: job.item }) };
      await upload(target, job.file, (p: UploadProgress) => patch(job.key, { phase: p.phase, sent: p.sent }), control.signal);
      await ready.current();
      drop(job.key);
    } catch (cause) {
      if (control.signal.aborted) drop(job.key);
      else patch(job.key, { phase: 'refused', error: toApiError(cause) });
    } finally {
      controls.current.delete(job.key);
    }
  }, [meeting, patch, drop]);

  useEffect(() => {
    const busy = jobs.filter((j) => j.phase === 'sending' || j.phase === 'checking').length;
    const next = jobs.find((j) => j.phase === 'queued' && !controls.current.has(j.key));
    if (busy < AT_ONCE && next) void run(next);
  }, [jobs, run]);

  useEffect(() => {
    const all = controls.current;
    return () => all.forEach((c) => c.abort());
  }, []);

  /* Closing the tab would stop them: the browser asks first. */
  const active = jobs.some((j) => j.phase !== 'refused');
  useEffect(() => {
    if (!active) return;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [active]);

  const add = useCallback((item: Id | null, files: File[]) => {
    setJobs((l) => [...l, ...files.map((file) => ({ key: nextKey++, item, file, phase: 'queued' as const, sent: 0, error: null }))]);
  }, []);
  const stop = useCallback((key: number) => {
    const control = controls.current.get(key);
    if (control) control.abort();
    else drop(key);
  }, [drop]);
  const retry = useCallback((key: number) => patch(key, { phase: 'queued', error: null }), [patch]);
  return { jobs, add, stop, retry };
}
export type Uploads = ReturnType<typeof useUploads>;
