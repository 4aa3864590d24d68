// SPDX-License-Identifier: GPL-3.0-or-later
// What the watch page and the hall screen share: the meeting's title, the player on its element, and what to say while it begins.
import { Group, Loader, Text } from '@mantine/core';
import { useRef } from 'react';
import { call, useQuery } from '../api/client';
import { useT } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { usePageTitle } from '../ui/usePageTitle';
import { useWatching, type Watching } from './player';

export function useProgramme(meeting: number) {
  const { data } = useQuery(`meeting ${meeting}`, () => call('meeting.get', { meeting }));
  const video = useRef<HTMLVideoElement>(null);
  const watching = useWatching(meeting, video);
  usePageTitle(data?.title ?? '');
  return { title: data?.title ?? '', video, watching };
}

export function Status({ watching }: { watching: Watching }) {
  const t = useT();
  if (watching.state === 'failed' && watching.error) return <ErrorNote error={watching.error} />;
  if (watching.state !== 'starting') return null;
  return <Group gap="sm" role="status"><Loader size="sm" /><Text>{t('watch:starting')}</Text></Group>;
}
