// SPDX-License-Identifier: GPL-3.0-or-later
// The middle: the presented page in front of everybody, a paper I opened for myself, a shared screen, or the faces.
// Following is the default; turning a page by hand steps aside, one tap returns.
import { Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp, IconPresentationOff, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { call } from '../api/client';
import { useT } from '../i18n';
import { DocumentViewer, type ViewerPointer } from '../viewer';
import { notifyError } from '../ui/notify';
import { nameOf, trackName } from './state';
import { Tiles, Video } from './Tiles';
import { useMay, useMedia, useRoom, useRoomSession } from './session';
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
  const stream = useMedia().videos.get(id);
  const track = s.tracks.find((x) => x.id === id);
  const name = track === undefined ? '' : trackName(s, track);
  return (
    <figure className={classes.screen}>
      {stream !== undefined && <Video stream={stream} label={t('room:screen.of', { name })} />}
      <figcaption>{t('room:screen.of', { name })}</figcaption>
    </figure>
  );
}

export function Stage({ own, onOwn }: { own: Own; onOwn: (own: Own) => void }) {
  const t = useT();
  const s = useRoom();
  const offline = useOffline();
  const [away, setAway] = useState<number | null>(null);
  const version = s.present?.version;
  useEffect(() => setAway(null), [version]);
  const screen = s.tracks.find((x) => x.source === 'screen' && !x.muted && x.person !== s.me);
  const showsPaper = own !== null || s.present !== null;

  if (own !== null) {
    return (
      <>
        <Tiles grid={false} />
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
      {(showsPaper || screen !== undefined) && <Tiles grid={false} />}
      {s.present !== null && away !== null && <Return page={s.present.page} onClick={() => setAway(null)} />}
      {s.present !== null
        ? <div className={classes.paper} data-offline={offline || undefined}><Presented away={away} onAway={setAway} /></div>
        : screen !== undefined ? <Screen id={screen.id} /> : <Tiles grid />}
    </>
  );
}
