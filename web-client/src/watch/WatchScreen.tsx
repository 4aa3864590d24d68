// SPDX-License-Identifier: GPL-3.0-or-later
// The composed programme to look at: one stream of 1.5 Mbit/s instead of many, for thin lines.
import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { IconChevronLeft, IconMaximize } from '@tabler/icons-react';
import { Link } from 'wouter';
import { path } from '../app/routes';
import { useT } from '../i18n';
import { Status, useProgramme } from './programme';
import classes from './watch.module.css';

export default function WatchScreen({ meeting }: { meeting: number }) {
  const t = useT();
  const { title, video, watching } = useProgramme(meeting);
  return (
    <>
      <Anchor component={Link} href={path.meeting(meeting)} className={classes.back}><IconChevronLeft size={20} aria-hidden />{t('watch:back')}</Anchor>
      <Title order={1} mb={4}>{title}</Title>
      <Text c="dimmed" mb="md">{t('watch:about')}</Text>
      <div className={classes.frame}>
        <video ref={video} className={classes.video} controls playsInline aria-label={t('watch:video')} data-testid="watch" data-state={watching.state} />
      </div>
      <Status watching={watching} />
      <Group mt="md"><Button component={Link} href={path.hall(meeting)} variant="default" leftSection={<IconMaximize size={20} aria-hidden />}>{t('watch:toHall')}</Button></Group>
    </>
  );
}
