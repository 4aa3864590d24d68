// SPDX-License-Identifier: GPL-3.0-or-later
// The middle: the presented page in front of everybody, a paper I opened for myself, a shared screen, or the faces.
// Where the faces stand beside it is the viewer's choice (layout.ts). Following is the default; turning a page by hand steps aside, one tap returns.
import { Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp, IconPresentation, IconPresentationOff, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { call } from '../api/client';
import { useT } from '../i18n';
import { DocumentViewer, type ViewerPointer } from '../viewer';
import { notifyError } from '../ui/notify';
import { nameOf, trackName } from './state';
import { screenOf } from './faces';
import { arrange } from './layout';
import { Picture, usePlace } from './Picture';
import { Grid, Speaker, Strip, useFaces, usePerPage } from './Tiles';
import { useMay, useMedia, useRoom, useRoomSession, useView } from './session';
import { useAct } from './useAct';
import { useOffline } from './LineDialog';
import classes from './room.module.css';

export type Own = { version: number; page: number } | null;

const POINTER_EVERY = 60;
const POINTER_SHOWN = 4000;

/** The newest value at most every `ms`; the last one is never lost. */
function useThrottle<T>(ms: number, send: (value: T) => void): (value: T) => void {
  const last = useRef(0);
  const timer = useRef<number>(undefined);
  const latest = useRef(send);
  latest.current = send;
  useEffect(() => () => clearTimeout(timer.current), []);
  return (value) => {
    clearTimeout(timer.current);
    const wait = Math.max(0, last.current + ms - performance.now());
    timer.current = window.setTimeout(() => {
      last.current = performance.now();
      latest.current(value);
    }, wait);
  };
}

function usePointer(): ViewerPointer | null {
  const { pointer } = useRoom();
  const [gone, setGone] = useState(0);
  useEffect(() => {
    if (pointer === null) return;
    const timer = setTimeout(() => setGone(pointer.at), POINTER_SHOWN);
    return () => clearTimeout(timer);
  }, [pointer]);
  return pointer === null || pointer.at === gone ? null : { page: pointer.page, x: pointer.x, y: pointer.y };
}

function Presented({ away, onAway }: { away: number | null; onAway: (page: number | null) => void }) {
  const t = useT();
  const s = useRoom();
  const { meeting } = useRoomSession();
  const may = useMay();
  const { act, busy } = useAct();
  const pointer = usePointer();
  const present = s.present!;
  const leading = present.by === s.me && may('present');
  const turn = useThrottle<number>(120, (page) => { if (page !== present.page) call('present.page', { meeting, page }).catch(notifyError); });
  const point = useThrottle<ViewerPointer>(POINTER_EVERY, (at) => {
    void call('present.pointer', { meeting, page: at.page, x: at.x, y: at.y }, { repeat: false }).catch(() => undefined);
  });
  const onPage = (page: number, byUser: boolean) => {
    if (!byUser) return;
    if (leading) turn(page);
    else onAway(page === present.page ? null : page);
  };
  return (
    <DocumentViewer versionId={present.version} page={away ?? present.page} follow={away === null} onPage={onPage} me={s.me} compact
      pointer={leading ? null : pointer} {...(leading ? { onPointer: point } : {})}
      {...(leading ? {} : { before: <Text size="sm" fw={600} className={classes.barNote}>{t('room:present.by', { name: nameOf(s, present.by) })}</Text> })}
      after={may('present') && (
        <Button variant="default" loading={busy} leftSection={<IconPresentationOff size={20} aria-hidden />} onClick={() => void act('present.stop', { meeting })}>{t('room:present.stop')}</Button>
      )} />
  );
}

function Return({ page, onClick }: { page: number; onClick: () => void }) {
  const t = useT();
  return (
    <Group className={classes.returnBar} gap="md" wrap="wrap" role="status">
      <Text size="sm">{t('room:present.away')}</Text>
      <Button leftSection={<IconArrowBackUp size={20} aria-hidden />} onClick={onClick}>{t('room:present.return', { page })}</Button>
    </Group>
  );
}

function Screen({ id }: { id: string }) {
  const t = useT();
  const s = useRoom();
  const ref = useRef<HTMLElement>(null);
  usePlace(ref, id);
  const track = s.tracks.find((x) => x.id === id);
  const name = track === undefined ? '' : trackName(s, track);
  const held = useMedia().low !== null ? t('media:screen.low') : s.paused.has(id) ? t('media:tile.paused') : null;
  return (
    <figure className={classes.screen}>
      <span ref={ref as React.RefObject<HTMLSpanElement>} className={classes.screenBox}>
        <Picture track={id} label={t('room:screen.of', { name })} />
        {held !== null && <span className={classes.screenNote}>{held}</span>}
      </span>
      <figcaption>{t('room:screen.of', { name })}</figcaption>
    </figure>
  );
}

/* Somebody who looks at faces still learns that there is something to read. */
function Elsewhere({ text }: { text: string }) {
  const t = useT();
  const session = useRoomSession();
  return (
    <Group className={classes.returnBar} gap="md" wrap="wrap" role="status">
      <Text size="sm">{text}</Text>
      <Button leftSection={<IconPresentation size={20} aria-hidden />} onClick={() => session.setView({ layout: 'strip' })}>{t('media:layout.toStage')}</Button>
    </Group>
  );
}

function Faces({ hasStage }: { hasStage: boolean }) {
  const t = useT();
  const s = useRoom();
  const faces = useFaces();
  const view = useView();
  const perPage = usePerPage();
  const [page, setPage] = useState(0);
  const a = arrange(faces, { ...view, hasStage, page, perPage });
  const hidden = hasStage && a.kind !== 'stage' ? (s.present !== null ? t('media:layout.paperElsewhere') : t('media:layout.screenElsewhere')) : null;
  return (
    <>
      {hidden !== null && <Elsewhere text={hidden} />}
      {a.kind === 'stage' && <Strip faces={a.strip} total={faces.length} />}
      {a.kind === 'speaker' && <Speaker main={a.main} strip={a.strip} />}
      {a.kind === 'grid' && <Grid tiles={a.tiles} total={faces.length} page={a.page} pages={a.pages} onPage={setPage} />}
    </>
  );
}

export function Stage({ own, onOwn }: { own: Own; onOwn: (own: Own) => void }) {
  const t = useT();
  const s = useRoom();
  const offline = useOffline();
  const { layout } = useView();
  const [away, setAway] = useState<number | null>(null);
  const version = s.present?.version;
  useEffect(() => setAway(null), [version]);
  const screen = screenOf(s);
  const hasStage = own !== null || s.present !== null || screen !== null;

  if (layout !== 'strip' || !hasStage) return <Faces hasStage={hasStage} />;
  if (own !== null) {
    return (
      <>
        <Faces hasStage />
        {s.present !== null && <Return page={s.present.page} onClick={() => { setAway(null); onOwn(null); }} />}
        <div className={classes.paper}>
          <DocumentViewer key={own.version} versionId={own.version} page={own.page} me={s.me} compact
            before={<Text size="sm" fw={600} className={classes.barNote}>{t('room:present.own')}</Text>}
            after={<Button variant="default" leftSection={<IconX size={20} aria-hidden />} onClick={() => onOwn(null)}>{t('room:present.closeOwn')}</Button>} />
        </div>
      </>
    );
  }
  return (
    <>
      <Faces hasStage />
      {s.present !== null && away !== null && <Return page={s.present.page} onClick={() => setAway(null)} />}
      {s.present !== null
        ? <div className={classes.paper} data-offline={offline || undefined}><Presented away={away} onAway={setAway} /></div>
        : <Screen key={screen!.id} id={screen!.id} />}
    </>
  );
}
