// SPDX-License-Identifier: GPL-3.0-or-later
// Resumable upload of one paper: 4 MiB pieces, continued from the server's offset after a cut, then checked in the sandbox.
import { ApiError } from './errors';
import { http } from './http';
import type { UploadState } from './docs';

const CHUNK = 4 * 1024 * 1024;
const TRIES = 8;

export type UploadTarget = { meeting: number; item?: number } | { document: number };
export type UploadProgress = { phase: 'sending' | 'checking'; sent: number; size: number;
  /** What the server does with a draft now: waiting, converting, checking, placing. */
  step?: string };

const wait = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); reject(new DOMException('aborted', 'AbortError')); }, { once: true });
  });

/* Only a lost line or a server that is restarting is worth another try; a refusal is final. */
/* 507 is not: somebody has to make room first. */
const passing = (cause: unknown) => cause instanceof ApiError && (cause.status === 0 || (cause.status >= 502 && cause.status <= 504));

async function stubborn<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (cause) {
      if (!passing(cause) || n >= TRIES) throw cause;
      await wait(Math.min(10_000, 400 * 2 ** n), signal);
    }
  }
}

async function sendPieces(id: string, file: Blob, max: number, signal: AbortSignal, onProgress: (p: UploadProgress) => void): Promise<void> {
  let offset = 0;
  while (offset < file.size) {
    const piece = file.slice(offset, offset + max);
    try {
      const at = offset;
      offset = (await http.put<{ offset: number }>(`/docs/uploads/${id}?offset=${at}`, piece, signal)).offset;
    } catch (cause) {
      /* 409: the piece had arrived although its answer was lost. Either way the server knows where to go on. */
      if (!passing(cause) && !(cause instanceof ApiError && cause.status === 409)) throw cause;
      await wait(800, signal);
      offset = (await stubborn(signal, () => http.get<UploadState>(`/docs/uploads/${id}`, signal))).offset;
    }
    onProgress({ phase: 'sending', sent: offset, size: file.size });
  }
}

/** Resolves when the paper is ready; rejects with the server's sentence when it is refused. */
export async function upload(
  target: UploadTarget, file: File, onProgress: (p: UploadProgress) => void, signal: AbortSignal,
): Promise<{ document: number; version: number }> {
  const start = await stubborn(signal, () =>
    http.post<{ upload: string | number; chunk_max?: number }>('/docs/uploads', {
      ...target, filename: file.name, size: file.size,
      /* A new paper is named after its file; a new version keeps the paper's name. */
      ...('meeting' in target ? { title: file.name.replace(/\.pdf$/i, '').trim().slice(0, 500) || file.name } : {}),
    }, signal));
  const id = String(start.upload);
  onProgress({ phase: 'sending', sent: 0, size: file.size });
  await sendPieces(id, file, Math.min(start.chunk_max ?? CHUNK, CHUNK), signal, onProgress);
  onProgress({ phase: 'checking', sent: file.size, size: file.size });
  await stubborn(signal, () => http.post<object>(`/docs/uploads/${id}/finish`, {}, signal));
  for (let pause = 150; ; pause = Math.min(1_500, pause * 1.4)) {
    await wait(pause, signal);
    const s = await stubborn(signal, () => http.get<UploadState>(`/docs/uploads/${id}`, signal));
    if (s.state === 'refused') throw new ApiError(s.error ?? { code: 'refused', vi: 'Tệp không được chấp nhận.', en: 'The file was refused.' }, 422);
    onProgress({ phase: 'checking', sent: file.size, size: file.size, ...(s.phase === undefined ? {} : { step: s.phase }) });
    if (s.state === 'ready') return { document: s.document ?? 0, version: s.version ?? 0 };
  }
}
