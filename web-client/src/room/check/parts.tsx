// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of the device check that several cards use.
import { Alert, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useT, type Key } from '../../i18n';
import { meter, problemOf, type CaptureProblem } from '../../media/capture';
import type { Outcome } from '../../media/check';
import classes from '../room.module.css';

export const PROBLEM_WORDS: Record<CaptureProblem, Key> = {
  denied: 'room:problem.denied', missing: 'room:problem.missing', busy: 'room:problem.busy', insecure: 'room:problem.insecure', unknown: 'room:problem.unknown',
};

export type Probe = { track: MediaStreamTrack | null; problem: CaptureProblem | null };

/** Holds the device open while it is wanted, opens it again when another is picked. */
export function useProbe(open: () => Promise<MediaStreamTrack>, wanted: boolean, device: string | undefined): Probe {
  const [probe, setProbe] = useState<Probe>({ track: null, problem: null });
  useEffect(() => {
    if (!wanted) return setProbe({ track: null, problem: null });
    let gone = false;
    let mine: MediaStreamTrack | null = null;
    open().then((track) => {
      if (gone) return track.stop();
      mine = track;
      track.onended = () => setProbe({ track: null, problem: 'missing' });
      setProbe({ track, problem: null });
    }, (cause: unknown) => { if (!gone) setProbe({ track: null, problem: problemOf(cause) }); });
    return () => {
      gone = true;
      if (mine !== null) mine.onended = null;
      mine?.stop();
    };
  }, [open, wanted, device]);
  return probe;
}

export function Problem({ probe }: { probe: Probe }) {
  const t = useT();
  if (probe.problem === null) return null;
  return <Alert color="warning" icon={<IconAlertTriangle aria-hidden />} role="alert">{t(PROBLEM_WORDS[probe.problem])}</Alert>;
}

export function Meter({ track, onHeard }: { track: MediaStreamTrack | null; onHeard: () => void }) {
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

const icons = { ok: IconCheck, bad: IconX, skipped: IconCircleDashed, open: IconCircleDashed };

/** One line of the card: icon, and a sentence that says it without the icon. */
export function Row({ outcome, children }: { outcome: Outcome | null; children: string }) {
  const Icon = icons[outcome ?? 'open'];
  return (
    <Group component="li" gap={8} wrap="nowrap" align="flex-start" c={outcome === 'ok' ? 'success' : outcome === 'bad' ? 'danger' : undefined}>
      <Icon size={22} aria-hidden style={{ flex: 'none' }} />
      <Text>{children}</Text>
    </Group>
  );
}
