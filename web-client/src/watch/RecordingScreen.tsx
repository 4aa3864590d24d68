// SPDX-License-Identifier: GPL-3.0-or-later
// A recording with its chapters: one for each agenda item, a click goes there. Who leads the meeting may take the single tracks along.
import { Anchor, Button, Group, Skeleton, Text, Title, UnstyledButton } from '@mantine/core';
import { IconChevronLeft, IconDownload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { docs, type Chapter, type RecordingDetail } from '../api/docs';
import { path } from '../app/routes';
import { useT } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDay, fmtLength } from '../ui/format';
import { usePageTitle } from '../ui/usePageTitle';
import classes from './watch.module.css';

/** The last chapter that has begun. */
export function chapterAt(chapters: readonly Chapter[], ms: number): number {
  let found = -1;
  chapters.forEach((c, i) => { if (c.at_ms <= ms + 200) found = i; });
  return found;
}

function Chapters({ list, current, onGo }: { list: Chapter[]; current: number; onGo: (ms: number) => void }) {
  const t = useT();
  if (list.length === 0) return <Text c="dimmed">{t('watch:noChapters')}</Text>;
  return (
    <ol className={classes.chapters}>
      {list.map((c, i) => (
        <li key={`${c.at_ms} ${c.title}`}>
          <UnstyledButton className={classes.chapter} aria-current={i === current} data-testid="chapter" onClick={() => onGo(c.at_ms)}>
            <span className={classes.time}>{fmtLength(c.at_ms)}</span><span>{c.title}</span>
          </UnstyledButton>
        </li>
      ))}
    </ol>
  );
}

function Tracks({ recording: r }: { recording: RecordingDetail }) {
  const t = useT();
  const parts = r.tracks.flatMap((track) => track.parts.map((part) => ({ ...part, track })));
  if (parts.length === 0) return null;
  return (
    <section aria-labelledby="tracks">
      <Title order={2} id="tracks" mt="lg" mb={4}>{t('watch:tracks')}</Title>
      <Text c="dimmed" size="sm" mb="sm">{t('watch:tracksAbout')}</Text>
      <ul className={classes.chapters}>
        {parts.map((p) => (
          <li key={p.file}>
            <Anchor className={classes.chapter} href={docs.trackUrl(r.id, p.file)} download>
              <IconDownload size={18} aria-hidden /><span>{[p.track.name || p.track.track, t(p.track.kind === 'audio' ? 'watch:sound' : 'watch:picture'), fmtLength(Math.max(0, p.start_ms))].join(' · ')}</span>
            </Anchor>
          </li>
        ))}
      </ul>
    </section>
  );
}

export default function RecordingScreen({ recording: id }: { recording: number }) {
  const t = useT();
  const { data, error, reload } = useQuery(`recording ${id}`, (signal) => docs.recording(id, signal));
  const video = useRef<HTMLVideoElement>(null);
  const [at, setAt] = useState(0);
  const [broken, setBroken] = useState(false);
  usePageTitle(data?.title ?? '');
  if (error && !data) return <ErrorNote error={error} onRetry={reload} />;
  if (!data) return <Skeleton height={320} />;
  const go = (ms: number) => {
    if (!video.current) return;
    video.current.currentTime = ms / 1000;
    void video.current.play().catch(() => undefined);
  };
  return (
    <>
      <Anchor component={Link} href={path.meeting(data.meeting)} className={classes.back}><IconChevronLeft size={20} aria-hidden />{t('watch:back')}</Anchor>
      <Title order={1} mb={4}>{data.title}</Title>
      <Text c="dimmed" mb="md">{t('watch:recorded', { day: fmtDay(data.started_at) })}</Text>
      <div className={classes.columns}>
        <div>
          {broken ? <Text role="alert">{t('meeting:recording.cannotPlay')}</Text> : (
            <div className={classes.frame}>
              <video ref={video} className={classes.video} controls playsInline preload="metadata" src={docs.recordingUrl(id)} aria-label={t('watch:recording')} data-testid="recording"
                onTimeUpdate={(e) => setAt(e.currentTarget.currentTime * 1000)} onError={() => setBroken(true)} />
            </div>
          )}
          <Group><Button component="a" href={docs.recordingUrl(id, true)} download variant="default" leftSection={<IconDownload size={20} aria-hidden />}>{t('meeting:recording.download')}</Button></Group>
        </div>
        <section aria-labelledby="chapters">
          <Title order={2} id="chapters" mb="sm">{t('watch:chapters')}</Title>
          <Chapters list={data.chapters} current={chapterAt(data.chapters, at)} onGo={go} />
        </section>
      </div>
      <Tracks recording={data} />
    </>
  );
}
