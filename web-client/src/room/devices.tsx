// SPDX-License-Identifier: GPL-3.0-or-later
// Screen 3: before the room, one look at picture, voice, loudspeaker and line, ending in a card. Nothing but the line test leaves the
// machine; what was on goes along into the room.
import { Button, Group, Stack, Switch, Text, Title } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { call, useQuery } from '../api/client';
import { path } from '../app/routes';
import { useT } from '../i18n';
import { choose, chosen, openCamera, openMic, type DeviceKind } from '../media/capture';
import { lineReasons, type Found, type LineFigures, type Outcome } from '../media/check';
import { usePageTitle } from '../ui/usePageTitle';
import { ResultCard } from './check/Card';
import { LineCard } from './check/Line';
import { Problem, useProbe, type Probe } from './check/parts';
import { SoundCard } from './check/Sound';
import { DevicePick } from './DevicePick';
import { Video } from './Picture';
import classes from './room.module.css';

function outcomeOf(on: boolean, probe: Probe, good: boolean): Outcome | null {
  if (!on) return 'skipped';
  if (probe.problem !== null) return 'bad';
  return probe.track !== null && good ? 'ok' : null;
}

export default function Devices({ meeting }: { meeting: number }) {
  const t = useT();
  const [, go] = useLocation();
  const { data } = useQuery(`meeting ${meeting}`, () => call('meeting.get', { meeting }));
  const [picked, setPicked] = useState(chosen());
  const [mic, setMic] = useState(picked.micOn ?? true);
  const [camera, setCamera] = useState(picked.cameraOn ?? true);
  const [heard, setHeard] = useState(false);
  const [speaker, setSpeaker] = useState<Outcome | null>(null);
  const [line, setLine] = useState<{ figures: LineFigures | null; blocked: boolean }>({ figures: null, blocked: false });
  const voice = useProbe(openMic, mic, picked.audioinput);
  const picture = useProbe(openCamera, camera, picked.videoinput);
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => setStream(picture.track === null ? null : new MediaStream([picture.track])), [picture.track]);
  useEffect(() => setHeard(false), [voice.track]);
  usePageTitle(t('room:devices.title'));

  const pick = (kind: DeviceKind) => (id: string) => {
    choose({ [kind]: id });
    setPicked(chosen());
    if (kind === 'audiooutput') setSpeaker(null);
  };
  const enter = () => {
    choose({ micOn: mic && voice.problem === null, cameraOn: camera && picture.problem === null });
    go(path.room(meeting));
  };
  const lineOutcome: Outcome | null = line.blocked ? 'bad' : line.figures === null ? null : lineReasons(line.figures).length === 0 ? 'ok' : 'bad';
  const found: Found = { camera: outcomeOf(camera, picture, true), microphone: outcomeOf(mic, voice, heard), speaker, line: lineOutcome };
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
          <Problem probe={picture} />
          <DevicePick kind="videoinput" label={t('room:devices.camera')} ready={picture.track} value={picked.videoinput} onPick={pick('videoinput')} />
        </section>
        <SoundCard on={mic} onSwitch={setMic} probe={voice} mic={picked.audioinput} speaker={picked.audiooutput} onMic={pick('audioinput')} onSpeaker={pick('audiooutput')}
          onHeard={() => setHeard(true)} onAnswer={(yes) => setSpeaker(yes ? 'ok' : 'bad')} />
        <LineCard onResult={setLine} />
        <ResultCard found={found} figures={line.figures} blocked={line.blocked} meeting={data} />
      </div>
      <Group justify="flex-end"><Button size="xl" rightSection={<IconArrowRight size={24} aria-hidden />} onClick={enter}>{t('room:devices.enter')}</Button></Group>
    </Stack>
  );
}
