// SPDX-License-Identifier: GPL-3.0-or-later
// What was recorded by the chair's decision: when, how long, how big, to watch here or to take along.
import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconListNumbers, IconPlayerRecordFilled } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../../api/client';
import { docs, type Recording } from '../../api/docs';
import { path } from '../../app/routes';
import { useT } from '../../i18n';
import type { MeetingDetail } from '../../protocol/generated';
import { fmtDate, fmtDay, fmtLength, fmtSize, fmtSpan, fmtTime } from '../../ui/format';
import classes from './meeting.module.css';

const when = (r: Recording) => `${fmtDay(r.started_at)}, ${r.stopped_at === null ? fmtTime(r.started_at) : fmtSpan(r.started_at, r.stopped_at)}`;

function Player({ recording: r, name }: { recording: Recording; name: string }) {
  const t = useT();
  const [broken, setBroken] = useState(false);
  if (broken) return <Text size="sm" role="alert">{t('meeting:recording.cannotPlay')}</Text>;
  return <video className={classes.video} controls preload="metadata" playsInline src={docs.recordingUrl(r.id)} aria-label={t('meeting:recording.watch', { name })} onError={() => setBroken(true)} />;
}

function RecordingRow({ recording: r, n }: { recording: Recording; n: number }) {
  const t = useT();
  const name = t('meeting:recording.name', { n });
  /* A failed one may hold what was written until then. */
  const there = r.state === 'done' || (r.state === 'failed' && (r.bytes ?? 0) > 0);
  return (
    <li className={classes.recording} data-testid="recording-row" data-state={r.state}>
      <Group justify="space-between" align="flex-start" gap="xs" mb={there ? 'sm' : 0}>
        <div className={classes.recordingText}>
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            {r.state === 'running' && <Badge color="danger" leftSection={<IconPlayerRecordFilled size={14} aria-hidden />}>{t('meeting:recording.running')}</Badge>}
            {r.state === 'failed' && <Badge color="danger" leftSection={<IconAlertTriangle size={15} aria-hidden />}>{t('meeting:recording.failed')}</Badge>}
          </Group>
          <Text size="sm" c="dimmed">{[when(r), r.duration_ms ? fmtLength(r.duration_ms) : '', r.bytes ? fmtSize(r.bytes) : ''].filter(Boolean).join(' · ')}</Text>
          {r.state === 'failed' && <Text size="sm">{there ? t('meeting:recording.failedPart') : t('meeting:recording.failedAll')}</Text>}
        </div>
        {there && (
          <Group gap="xs">
          <Button component={Link} href={path.recording(r.id)} variant="default" leftSection={<IconListNumbers size={20} aria-hidden />} data-testid="recording-open">{t('watch:open')}</Button>
          <Button component="a" href={docs.recordingUrl(r.id, true)} download variant="default" leftSection={<IconDownload size={20} aria-hidden />}
            aria-label={t('meeting:recording.downloadNamed', { name, day: fmtDate(r.started_at) })}>{t('meeting:recording.download')}</Button>
          </Group>
        )}
      </Group>
      {there && <Player recording={r} name={name} />}
    </li>
  );
}

/** `turn` grows whenever something happened in the meeting. Nothing is shown where nothing was recorded or nothing may be seen. */
export function Recordings({ meeting, turn }: { meeting: MeetingDetail; turn: number }) {
  const t = useT();
  const { data, reload } = useQuery(`recordings ${meeting.id}`, (signal) => docs.recordings(meeting.id, signal));
  useEffect(() => { if (turn > 0) void reload(); }, [turn, reload]);
  const list = data?.recordings ?? [];
  if (list.length === 0) return null;
  return (
    <section aria-labelledby="recordings" className={classes.section}>
      <Title order={2} id="recordings" mb="md">{t('meeting:recording.title')}</Title>
      <ul className="pn-card pn-plain">
        {list.map((r, i) => <RecordingRow key={r.id} recording={r} n={i + 1} />)}
      </ul>
    </section>
  );
}
