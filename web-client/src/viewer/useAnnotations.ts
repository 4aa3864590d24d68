// SPDX-License-Identifier: GPL-3.0-or-later
// Marks of one version: loaded once, changed on the server first and on the screen after it.
import { useCallback, useEffect, useMemo, useState } from 'react';
import { docs, type Annotation, type AnnotationData, type AnnotationKind, type Layer, type Rect } from '../api/docs';
import { uuid } from '../api/uuid';
import { notifyError } from '../ui/notify';

/* On the screen a mark is fractions of its page, on the wire it is points (docs-service/core/annotation.h). */
function scaled(data: AnnotationData, page: number, pages: [number, number][], way: 'in' | 'out'): AnnotationData {
  const [w, h] = pages[page - 1] ?? [595, 842];
  const x = (n: number) => (way === 'in' ? n / w : Math.round(n * w * 100) / 100);
  const y = (n: number) => (way === 'in' ? n / h : Math.round(n * h * 100) / 100);
  return {
    ...data,
    ...(data.rects ? { rects: data.rects.map((r): Rect => [x(r[0]), y(r[1]), x(r[2]), y(r[3])]) } : {}),
    ...(data.x !== undefined ? { x: x(data.x) } : {}),
    ...(data.y !== undefined ? { y: y(data.y) } : {}),
  };
}

export type Annotations = {
  list: Annotation[];
  add: (a: { page: number; kind: AnnotationKind; layer: Layer; data: AnnotationData }) => Promise<boolean>;
  change: (a: Annotation) => Promise<boolean>;
  remove: (id: number) => Promise<boolean>;
  reload: () => void;
};

async function tried(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (cause) {
    notifyError(cause);
    return false;
  }
}

export function useAnnotations(version: number, pages: [number, number][], me: number | undefined): Annotations {
  const [list, setList] = useState<Annotation[]>([]);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const control = new AbortController();
    docs.annotations(version, control.signal).then((r) => setList(r.annotations.map((a) => ({ ...a, data: scaled(a.data, a.page, pages, 'in') })))).catch(() => undefined);
    return () => control.abort();
  }, [version, pages, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);

  return useMemo(() => ({
    list: [...list].sort((a, b) => a.page - b.page || a.id - b.id),
    reload,
    add: (a) => tried(async () => {
      const made = await docs.annotate(version, { page: a.page, kind: a.kind, layer: a.layer, data: scaled(a.data, a.page, pages, 'out'), client: uuid() });
      setList((l) => [...l, { ...made, ...a, id: made.id, ...(me === undefined ? {} : { person: me }) }]);
    }),
    change: (a) => tried(async () => {
      await docs.reannotate(a.id, { page: a.page, kind: a.kind, layer: a.layer, data: scaled(a.data, a.page, pages, 'out') });
      setList((l) => l.map((x) => (x.id === a.id ? a : x)));
    }),
    remove: (id) => tried(async () => {
      await docs.unannotate(id);
      setList((l) => l.filter((x) => x.id !== id));
    }),
  }), [list, version, pages, me, reload]);
}
