// SPDX-License-Identifier: GPL-3.0-or-later
// Screen 4, the meeting room: header, pictures, document, panel, bar. One RoomSession for as long as it is on the screen.
import { Alert, Button, Center, Drawer, Group, Loader, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Link } from 'wouter';
import { ConnectionBanner } from '../app/ConnectionBanner';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useT } from '../i18n';
import { chosen } from '../media/capture';
import { ErrorNote } from '../ui/ErrorNote';
import { notifyError } from '../ui/notify';
import { usePageTitle } from '../ui/usePageTitle';
import { Announcer } from './Announcer';
import { BottomBar } from './BottomBar';
import { useMyFloor } from './FloorTab';
import { LAYOUTS } from './layout';
import { useFullScreen } from './LayoutMenu';
import { LineDialog } from './LineDialog';
import { MediaSheets, type Sheet } from './MediaDialogs';
import { MediaNotices } from './MediaNotices';
import { Panel, type PanelTab } from './Panel';
import { RoomHeader } from './RoomHeader';
import { RoomProvider, RoomSession, useMedia, useRoom, useRoomSession, useView } from './session';
import { Stage, type Own } from './Stage';
import { toggleSource } from './toggle';
import { useShortcuts } from './useShortcuts';
import { useWakeLock } from './useWakeLock';
import { VoteDialog } from './VoteDialog';
import classes from './room.module.css';

function Ended() {
  const t = useT();
  const s = useRoom();
  if (s.meeting.state !== 'closed' && s.meeting.state !== 'archived') return null;
  const reads = s.meeting.my_role === 'chair' || s.meeting.my_role === 'secretary' || s.meeting.my_role === 'delegate';
  return (
    <Alert color="brand" className={classes.ended} title={t('room:ended.title')}>
      <Group gap="sm" wrap="wrap">
        <Text>{reads ? t('room:ended.minutes') : t('room:ended.thanks')}</Text>
        {reads && <Button component={Link} href={path.minutes(s.meeting.id)}>{t('room:ended.open')}</Button>}
        <Button component={Link} href={path.meeting(s.meeting.id)} variant="default">{t('room:ended.back')}</Button>
      </Group>
    </Alert>
  );
}

/* What was on at the device check (or before a reload) comes on again by itself. */
function useStartMedia() {
  const { engine } = useRoomSession();
  const { meeting: { state, my_role: role } } = useRoom();
  const sends = role !== null && role !== 'observer' && (state === 'published' || state === 'open' || state === 'paused');
  useEffect(() => {
    if (!sends) return;
    const before = chosen();
    if (before.micOn === true) engine.turn('mic', true).catch(notifyError);
    if (before.cameraOn === true) engine.turn('camera', true).catch(notifyError);
  }, [engine, sends]);
}

function useKeys(onSheet: (sheet: Sheet) => void): boolean {
  const session = useRoomSession();
  const media = useMedia();
  const view = useView();
  const floor = useMyFloor();
  const full = useFullScreen();
  return useShortcuts({
    mic: () => toggleSource(session.engine, 'mic', media.local.mic),
    camera: () => toggleSource(session.engine, 'camera', media.local.camera),
    floor: () => { if (floor.allowed && !floor.busy) floor.step(); },
    layout: () => session.setView({ layout: LAYOUTS[(LAYOUTS.indexOf(view.layout) + 1) % LAYOUTS.length]! }),
    full: full.flip,
    low: () => void session.setLow(media.low === null).catch(notifyError),
    help: () => onSheet('keys'),
  });
}

function RoomScreen() {
  const t = useT();
  const s = useRoom();
  const session = useRoomSession();
  const narrow = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false });
  const [tab, setTab] = useState<PanelTab>('agenda');
  const [sheet, setSheet] = useState(false);
  const [asked, setAsked] = useState(false);
  const [own, setOwn] = useState<Own>(null);
  usePageTitle(s.meeting.title);
  const [media, setMedia] = useState<Sheet>(null);
  useStartMedia();
  useWakeLock(s.meeting.state !== 'closed' && s.meeting.state !== 'archived');
  const talking = useKeys(setMedia);

  const show = (next: PanelTab) => {
    setTab(next);
    setSheet(true);
  };
  const vote = () => {
    if (s.vote !== null && s.vote.may_cast && s.vote.my_choice === null) setAsked(true);
    else show('vote');
  };
  const papers = {
    open: (version: number, page: number) => { setOwn({ version, page }); setSheet(false); session.setView({ layout: 'strip' }); },
    presented: () => { setOwn(null); setSheet(false); },
  };
  const panel = <Panel tab={tab} onTab={setTab} papers={papers} onVote={() => { setSheet(false); setAsked(true); }} />;
  return (
    <div className={classes.room}>
      <a href="#main" className="pn-skip">{t('common:skip')}</a>
      <RoomHeader onLine={() => setMedia('line')} />
      <div><ConnectionBanner /><MediaNotices talking={talking} /></div>
      <div className={classes.body}>
        <main id="main" tabIndex={-1} className={classes.stage}><Ended /><Stage own={own} onOwn={setOwn} /></main>
        {!narrow && <aside className={classes.panel} aria-label={t('room:tab.list')}>{panel}</aside>}
      </div>
      <BottomBar onVote={vote} onPapers={() => show('papers')} onPanel={() => setSheet(true)} onMedia={setMedia} />
      {narrow && (
        <Drawer opened={sheet} onClose={() => setSheet(false)} position="bottom" size="75%" title={t('room:tab.list')} closeButtonProps={{ 'aria-label': t('common:close') }}>
          {panel}
        </Drawer>
      )}
      <VoteDialog asked={asked} onAsked={setAsked} />
      <LineDialog />
      <MediaSheets sheet={media} onSheet={setMedia} />
      <Announcer />
    </div>
  );
}

function Loading({ session }: { session: RoomSession }) {
  const t = useT();
  const { state, error } = useSyncExternalStore(session.subscribe, session.getSnapshot);
  if (state !== null) return <RoomProvider value={session}><RoomScreen /></RoomProvider>;
  return (
    <Center mih="100dvh" p="md">
      <main id="main" tabIndex={-1}>
        {error !== null
          ? <Stack><ErrorNote error={error} /><Button component={Link} href={path.home} variant="default">{t('common:nav.calendar')}</Button></Stack>
          : <Stack align="center" role="status"><Loader /><Text>{t('room:entering')}</Text></Stack>}
      </main>
    </Center>
  );
}

declare global {
  interface Window {
    /** Figures of the media connections, for whoever looks into a bad line with the browser's own tools. */
    phienMedia?: { figures: RoomSession['engine']['figures'] };
  }
}

export default function Room({ meeting }: { meeting: number }) {
  const me = useMe().person.id;
  const [session, setSession] = useState<RoomSession | null>(null);
  useEffect(() => {
    const made = new RoomSession(meeting, me);
    window.phienMedia = { figures: () => made.engine.figures() };
    setSession(made);
    return () => {
      delete window.phienMedia;
      made.close();
    };
  }, [meeting, me]);
  return session === null ? null : <Loading session={session} />;
}
