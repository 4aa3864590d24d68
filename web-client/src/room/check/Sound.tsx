// SPDX-License-Identifier: GPL-3.0-or-later
// Microphone and loudspeaker together: a meter for the voice, a tone, and the recorded echo; only the person can say what was heard.
import { Button, Group, Switch, Text } from '@mantine/core';
import { IconEar, IconEarOff, IconMicrophone, IconVolume } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useT, type Key } from '../../i18n';
import { tone } from '../../media/capture';
import { playEcho, recordEcho } from '../../media/echo';
import { DevicePick } from '../DevicePick';
import classes from '../room.module.css';
import { Meter, Problem, type Probe } from './parts';

type Step = 'idle' | 'recording' | 'playing' | 'asked' | 'failed';
const words: Record<Step, Key> = {
  idle: 'media:check.echoHelp', recording: 'media:check.recording', playing: 'media:check.playing', asked: 'media:check.question', failed: 'media:check.echoFailed',
};

type Props = {
  on: boolean; onSwitch: (on: boolean) => void; probe: Probe; mic: string | undefined; speaker: string | undefined;
  onMic: (id: string) => void; onSpeaker: (id: string) => void; onHeard: () => void; onAnswer: (heard: boolean) => void;
};

export function SoundCard({ on, onSwitch, probe, mic, speaker, onMic, onSpeaker, onHeard, onAnswer }: Props) {
  const t = useT();
  const [step, setStep] = useState<Step>('idle');
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => { gone.current = true; };
  }, []);
  const to = (next: Step) => { if (!gone.current) setStep(next); };
  const echo = async () => {
    if (probe.track === null) return;
    try {
      to('recording');
      const blob = await recordEcho(probe.track);
      to('playing');
      await playEcho(blob);
      to('asked');
    } catch {
      to('failed');
    }
  };
  const beep = async () => {
    to('playing');
    await tone([440, 554, 659], 0.25);
    to('asked');
  };
  const busy = step === 'recording' || step === 'playing';
  const answer = (heard: boolean) => {
    setStep('idle');
    onAnswer(heard);
  };
  return (
    <section className={classes.device} aria-label={t('room:devices.sound')}>
      <Switch size="lg" label={t('room:devices.micOn')} checked={on} onChange={(e) => onSwitch(e.currentTarget.checked)} />
      <Meter track={probe.track} onHeard={onHeard} />
      <Text size="sm" c="dimmed">{t('room:devices.speak')}</Text>
      <Problem probe={probe} />
      <DevicePick kind="audioinput" label={t('room:devices.mic')} ready={probe.track} value={mic} onPick={onMic} />
      <DevicePick kind="audiooutput" label={t('room:devices.speaker')} ready={probe.track} value={speaker} onPick={onSpeaker} />
      <Group gap="sm" wrap="wrap">
        <Button disabled={probe.track === null || busy} leftSection={<IconMicrophone size={20} aria-hidden />} onClick={() => void echo()}>{t('media:check.echo')}</Button>
        <Button variant="default" disabled={busy} leftSection={<IconVolume size={20} aria-hidden />} onClick={() => void beep()}>{t('room:devices.tone')}</Button>
      </Group>
      <Text role="status" fw={step === 'idle' ? undefined : 600} c={step === 'idle' ? 'dimmed' : undefined} size={step === 'idle' ? 'sm' : 'md'}>{t(words[step])}</Text>
      {step === 'asked' && (
        <Group gap="sm" wrap="wrap">
          <Button variant="default" leftSection={<IconEar size={20} aria-hidden />} onClick={() => answer(true)}>{t('media:check.yes')}</Button>
          <Button variant="default" leftSection={<IconEarOff size={20} aria-hidden />} onClick={() => answer(false)}>{t('media:check.no')}</Button>
        </Group>
      )}
    </section>
  );
}
