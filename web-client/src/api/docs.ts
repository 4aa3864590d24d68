// SPDX-License-Identifier: GPL-3.0-or-later
// The docs-service over HTTP: shapes of its answers and one function per route. Pages are counted from 1.
import { http } from './http';

/** Widths the renderer keeps; anything else would break the shared page cache. */
export const PAGE_WIDTHS = [200, 800, 1200, 1600, 2400] as const;

export type Signature = { signer?: string; name?: string; signed_at?: string; verdict?: string; capacity?: string };

export type VersionInfo = {
  id: number; document: number; title: string; n: number; sha256: string; size: number; page_count: number;
  /** [width, height] of each page in points. */
  pages: [number, number][];
  frozen: boolean; signatures: Signature[]; kind: string;
  /** Where this person stopped reading. */
  last_page?: number | null;
};

/** x, y, width, height in points from the top left corner, and the word. */
export type Word = [number, number, number, number, string];
export type Rect = [number, number, number, number];
export type SearchHit = { page: number; rects: Rect[]; excerpt: string };
export type OutlineNode = { title: string; page: number; children?: OutlineNode[] };

export type AnnotationKind = 'highlight' | 'note' | 'ink' | 'box';
export type Layer = 'private' | 'shared';
/** Rects and points in points from the top left on the wire; the viewer keeps fractions of the page. */
export type AnnotationData = { rects?: Rect[]; x?: number; y?: number; text?: string; quote?: string };
export type Annotation = {
  id: number; page: number; kind: AnnotationKind; layer: Layer; data: AnnotationData;
  person?: number; name?: string; created_at?: string;
};

export type UploadState = {
  state: 'receiving' | 'checking' | 'ready' | 'refused';
  offset: number; size: number; document?: number; version?: number; phase?: string;
  error?: { code: string; vi: string; en: string };
};

export type Chapter = { at_ms: number; title: string };
export type RecordingTrack = { track: string; name: string; kind: 'audio' | 'video'; codec: string; parts: { file: string; start_ms: number }[] };
export type RecordingDetail = { id: number; meeting: number; title: string; state: 'running' | 'done' | 'failed'; started_at: string; chapters: Chapter[]; tracks: RecordingTrack[] };
export type Recording = { id: number; state: 'running' | 'done' | 'failed'; started_at: string; stopped_at: string | null; bytes: number | null; duration_ms: number | null };

export function pageUrl(version: number, page: number, width: number): string {
  return `/docs/versions/${version}/pages/${page}?w=${width}`;
}

/** Smallest kept width that is sharp at `cssWidth` on this screen. */
export function pickWidth(cssWidth: number, dpr: number): number {
  const need = cssWidth * dpr;
  return PAGE_WIDTHS.find((w) => w >= need * 0.98) ?? PAGE_WIDTHS[PAGE_WIDTHS.length - 1]!;
}

/** Said in this window when a page has been read: the desk looks whether a document may be chosen now. */
export const READ_EVENT = 'phien:read';

export const docs = {
  version: (id: number, signal?: AbortSignal) => http.get<VersionInfo>(`/docs/versions/${id}`, signal),
  text: (id: number, page: number, signal?: AbortSignal) => http.get<{ words: Word[] }>(`/docs/versions/${id}/text/${page}`, signal),
  search: (id: number, q: string, signal?: AbortSignal) =>
    http.get<{ hits: SearchHit[] }>(`/docs/versions/${id}/search?q=${encodeURIComponent(q)}`, signal),
  outline: (id: number, signal?: AbortSignal) => http.get<{ outline?: OutlineNode[]; items?: OutlineNode[] }>(`/docs/versions/${id}/outline`, signal),
  fileUrl: (id: number) => `/docs/versions/${id}/file`,
  recordings: (meeting: number, signal?: AbortSignal) => http.get<{ recordings: Recording[] }>(`/docs/meetings/${meeting}/recordings`, signal),
  recording: (id: number, signal?: AbortSignal) => http.get<RecordingDetail>(`/docs/recordings/${id}`, signal),
  trackUrl: (id: number, file: string) => `/docs/recordings/${id}/tracks/${encodeURIComponent(file)}`,
  recordingUrl: (id: number, download = false) => `/docs/recordings/${id}/file${download ? '?download=1' : ''}`,
  markRead: async (id: number, page: number) => {
    await http.post<object>(`/docs/versions/${id}/read`, { page });
    window.dispatchEvent(new Event(READ_EVENT));
  },
  annotations: (id: number, signal?: AbortSignal) => http.get<{ annotations: Annotation[] }>(`/docs/versions/${id}/annotations`, signal),
  annotate: (id: number, a: Pick<Annotation, 'page' | 'kind' | 'layer' | 'data'> & { client: string }) => http.post<Annotation>(`/docs/versions/${id}/annotations`, a),
  reannotate: (id: number, a: Pick<Annotation, 'page' | 'kind' | 'layer' | 'data'>) => http.put<Annotation>(`/docs/annotations/${id}`, a),
  unannotate: (id: number) => http.del<object>(`/docs/annotations/${id}`),
};
