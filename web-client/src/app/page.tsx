// SPDX-License-Identifier: GPL-3.0-or-later
// A page in its own chunk. Not React.lazy: Suspense holds what comes after a fallback back for 300 ms, even when the chunk is there.
import { Center, Loader, Stack, Text } from '@mantine/core';
import { useEffect, useState, type ComponentType } from 'react';
import { useT } from '../i18n';
import { reloadForNewVersion } from './newVersion';

/* A chunk that comes at once must not flash a spinner. */
const PATIENCE = 200;

export function Waiting() {
  const t = useT();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Center mih="40vh" role="status">
      {long && (
        <Stack align="center" gap="sm">
          <Loader />
          <Text c="dimmed">{t('common:loading')}</Text>
        </Stack>
      )}
    </Center>
  );
}

export type Page<P> = ComponentType<P> & { preload: () => void };

/** `bare`: the page stands outside the shell and brings its own main landmark. */
export function page<P extends object>(load: () => Promise<{ default: ComponentType<P> }>, bare = false): Page<P> {
  let Loaded: ComponentType<P> | undefined;
  let running: Promise<void> | undefined;
  const start = () => {
    running ??= load().then((m) => { Loaded = m.default; }, (cause: unknown) => {
      running = undefined;
      throw cause;
    });
    return running;
  };
  function ChunkPage(props: P) {
    const [state, setState] = useState<{ ready: boolean; error?: unknown }>({ ready: Loaded !== undefined });
    useEffect(() => {
      if (state.ready) return;
      let live = true;
      start().then(
        () => { if (live) setState({ ready: true }); },
        async (error: unknown) => { if (!(await reloadForNewVersion()) && live) setState({ ready: false, error }); },
      );
      return () => { live = false; };
    }, [state.ready]);
    if (state.error !== undefined) throw state.error;
    if (Loaded !== undefined) return <Loaded {...props} />;
    return bare ? <main><Waiting /></main> : <Waiting />;
  }
  /* Ahead of the click a failure is nobody's business: the click tries again. */
  return Object.assign(ChunkPage, { preload: () => void start().catch(() => undefined) });
}

/** Work that may wait until the page has come to rest; returns what calls it off. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const id = requestIdleCallback(work, { timeout: 3000 });
    return () => cancelIdleCallback(id);
  }
  const timer = setTimeout(work, 600);
  return () => clearTimeout(timer);
}
