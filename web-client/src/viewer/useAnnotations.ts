// SPDX-License-Identifier: GPL-3.0-or-later
// Marks of one version: loaded once, changed on the server first and on the screen after it.
import { useCallback, useEffect, useMemo, useState } from 'react';
import { docs, type Annotation, type AnnotationData, type AnnotationKind, type Layer } from '../api/docs';
import { notifyError } from '../ui/notify';

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

export function useAnnotations(version: number, me: number | undefined): Annotations {
  const [list, setList] = useState<Annotation[]>([]);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const control = new AbortController();
    docs.annotations(version, control.signal).then((r) => setList(r.annotations)).catch(() => undefined);
    return () => control.abort();
  }, [version, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);

  return useMemo(() => ({
    list: [...list].sort((a, b) => a.page - b.page || a.id - b.id),
    reload,
    add: (a) => tried(async () => {
      const made = await docs.annotate(version, a);
      setList((l) => [...l, { ...a, mine: true, ...(me === undefined ? {} : { person: me }), ...made }]);
    }),
    change: (a) => tried(async () => {
      await docs.reannotate(a.id, { page: a.page, kind: a.kind, layer: a.layer, data: a.data });
      setList((l) => l.map((x) => (x.id === a.id ? a : x)));
    }),
    remove: (id) => tried(async () => {
      await docs.unannotate(id);
      setList((l) => l.filter((x) => x.id !== id));
    }),
  }), [list, version, me, reload]);
}
