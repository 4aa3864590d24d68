// SPDX-License-Identifier: GPL-3.0-or-later
// Screen 3: before the room, one look at picture, voice and loudspeaker. Nothing is sent from here; what was on goes along.
import { Alert, Button, Group, Select, Stack, Switch, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight, IconCheck, IconVolume } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { call, useQuery } from '../api/client';
import { path } from '../app/routes';
import { useT, type Key } from '../i18n';
import { choose, chosen, listDevices, meter, openCamera, openMic, problemOf, tone, type CaptureProblem, type DeviceKind } from '../media/capture';
import { usePageTitle } from '../ui/usePageTitle';
import { Video } from './Tiles';
import classes from './room.module.css';

const problems: Record<CaptureProblem, Key> = {
  denied: 'room:problem.denied', missing: 'room:problem.missing', busy: 'room:problem.busy', insecure: 'room:problem.insecure', unknown: 'room:problem.unknown',
};

type Probe = { track: MediaStreamTrack | null; problem: CaptureProblem | null };

/** Holds the device open while it is wanted, opens it again when another is picked. */
function useProbe(open: () => Promise<MediaStreamTrack>, wanted: boolean, device: string | undefined): Probe {
  const [probe, setProbe] = useState<Probe>({ track: null, problem: null });
  useEffect(() => {
    if (!wanted) return setProbe({ track: null, problem: null });
    let gone = false;
    let mine: MediaStreamTrack | null = null;
    open().then((track) => {
      if (gone) return track.stop();
      mine = track;
      setProbe({ track, problem: null });
    }, (cause: unknown) => { if (!gone) setProbe({ track: null, problem: problemOf(cause) }); });
    return () => {
      gone = true;
      mine?.stop();
    };
  }, [open, wanted, device]);
  return probe;
}

function Meter({ track, onHeard }: { track: MediaStreamTrack | null; onHeard: () => void }) {
  const t = useT();
  const [level, setLevel] = useState(0);
  const heard = useRef(onHeard);
  heard.current = onHeard;
  useEffect(() => {
    if (track === null) return setLevel(0);
    return meter(track, (l) => {
      setLevel(l);
      if (l > 0.2) heard.current();
    });
  }, [track]);
  return <div className={classes.meter} role="meter" aria-label={t('room:devices.level')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(level * 100)}><div style={{ width: `${level * 100}%` }} /></div>;
}

function Pick({ kind, label, ready, value, onPick }: { kind: DeviceKind; label: string; ready: boolean; value: string | undefined; onPick: (id: string) => void }) {
  const [list, setList] = useState<MediaDeviceInfo[]>([]);
  const load = useCallback(() => { void listDevices(kind).then(setList); }, [kind]);
  useEffect(() => {
    load();
    navigator.mediaDevices?.addEventListener('devicechange', load);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', load);
  }, [load, ready]);
  if (list.length < 2) return null;
  return <Select label={label} value={value ?? list[0]!.deviceId} data={list.map((d, i) => ({ value: d.deviceId, label: d.label === '' ? `${label} ${i + 1}` : d.label }))} onChange={(v) => { if (v !== null) onPick(v); }} />;
}

function Verdict({ good, text }: { good: boolean; text: string }) {
  return (
    <Group gap={8} wrap="nowrap" align="flex-start" c={good ? 'success' : undefined}>
      {good ? <IconCheck size={22} aria-hidden /> : <IconAlertTriangle size={22} aria-hidden />}
      <Text>{text}</Text>
    </Group>
  );
}

export default function Devices({ meeting }: { meeting: number }) {
  const t = useT();
  const [, go] = useLocation();
  const { data } = useQuery(`meeting ${meeting}`, () => call('meeting.get', { meeting }));
  const [picked, setPicked] = useState(chosen());
  const [mic, setMic] = useState(picked.micOn ?? true);
  const [camera, setCamera] = useState(picked.cameraOn ?? true);
  const [heard, setHeard] = useState(false);
  const [played, setPlayed] = useState(false);
  const voice = useProbe(openMic, mic, picked.audioinput);
  const picture = useProbe(openCamera, camera, picked.videoinput);
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => setStream(picture.track === null ? null : new MediaStream([picture.track])), [picture.track]);
  usePageTitle(t('room:devices.title'));

  const pick = (kind: DeviceKind) => (id: string) => {
    choose({ [kind]: id });
    setPicked(chosen());
  };
  const enter = () => {
    choose({ micOn: mic && voice.problem === null, cameraOn: camera && picture.problem === null });
    go(path.room(meeting));
  };
  const problem = (p: Probe) => p.problem !== null && <Alert color="warning" icon={<IconAlertTriangle aria-hidden />} role="alert">{t(problems[p.problem])}</Alert>;
  return (
    <Stack gap="lg">
      <div>
        <Title order={1}>{t('room:devices.title')}</Title>
        {data !== undefined && <Text c="dimmed">{data.title}</Text>}
      </div>
      <div className={classes.devices}>
        <section className={classes.device} aria-label={t('room:devices.camera')}>
          <div className={classes.preview}>{stream !== null ? <Video stream={stream} mirrored label={t('room:devices.preview')} /> : <Text c="dimmed" ta="center" p="md">{t('room:devices.noPicture')}</Text>}</div>
          <Switch size="lg" label={t('room:devices.cameraOn')} checked={camera} onChange={(e) => setCamera(e.currentTarget.checked)} />
          {problem(picture)}
          <Pick kind="videoinput" label={t('room:devices.camera')} ready={picture.track !== null} value={picked.videoinput} onPick={pick('videoinput')} />
        </section>
        <section className={classes.device} aria-label={t('room:devices.sound')}>
          <Switch size="lg" label={t('room:devices.micOn')} checked={mic} onChange={(e) => setMic(e.currentTarget.checked)} />
          <Meter track={voice.track} onHeard={() => setHeard(true)} />
          <Text size="sm" c="dimmed">{t('room:devices.speak')}</Text>
          {problem(voice)}
          <Pick kind="audioinput" label={t('room:devices.mic')} ready={voice.track !== null} value={picked.audioinput} onPick={pick('audioinput')} />
          <Button variant="default" leftSection={<IconVolume size={20} aria-hidden />} onClick={() => void tone([440, 554, 659], 0.25).then(() => setPlayed(true))}>{t('room:devices.tone')}</Button>
          <Pick kind="audiooutput" label={t('room:devices.speaker')} ready={voice.track !== null} value={picked.audiooutput} onPick={pick('audiooutput')} />
        </section>
      </div>
      <section className={classes.verdict} aria-live="polite">
        <Title order={2} fz={18}>{t('room:devices.result')}</Title>
        <Verdict good={picture.track !== null} text={picture.track !== null ? t('room:devices.cameraGood') : camera ? t('room:devices.cameraBad') : t('room:devices.cameraOff')} />
        <Verdict good={heard} text={!mic ? t('room:devices.micOff') : heard ? t('room:devices.micGood') : t('room:devices.micQuiet')} />
        <Verdict good={played} text={played ? t('room:devices.toneGood') : t('room:devices.toneTry')} />
      </section>
      <Group justify="flex-end"><Button size="xl" rightSection={<IconArrowRight size={24} aria-hidden />} onClick={enter}>{t('room:devices.enter')}</Button></Group>
    </Stack>
  );
}
