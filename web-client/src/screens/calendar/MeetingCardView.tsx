// SPDX-License-Identifier: GPL-3.0-or-later
// One meeting of my calendar: when, what, who presides, what I am there, what is new, and the next thing to do.
import { Badge, Button, Group, Text } from '@mantine/core';
import { IconCalendarCheck, IconDoor, IconFileText, IconGavel, IconMapPin, IconPencil, IconNotes, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { path } from '../../app/routes';
import { useT } from '../../i18n';
import { canJoin, nextStep } from '../../meeting/actions';
import { AnswerBadge, ROLE_KEYS, StateBadge } from '../../meeting/badges';
import { RespondDialog } from '../../meeting/RespondDialog';
import type { MeetingCard } from '../../protocol/generated';
import { fmtSpan } from '../../ui/format';
import classes from './calendar.module.css';

type Props = { card: MeetingCard; now: number; showTime: boolean; onChanged: () => void };

function Actions({ card, now, onRespond }: { card: MeetingCard; now: number; onRespond: () => void }) {
  const t = useT();
  const next = nextStep(card, now);
  const look = (step: typeof next) => ({ variant: next === step ? 'filled' : 'default' }) as const;
  const about = { 'aria-describedby': `meeting-${card.id}` };
  const upcoming = card.state === 'published' && card.my_role !== null;
  return (
    <Group gap="sm" mt="md">
      {canJoin(card, now) && <Button component={Link} href={path.devices(card.id)} {...look('join')} {...about} leftSection={<IconDoor size={20} aria-hidden />}>{t('meetings:card.join')}</Button>}
      {card.state === 'draft' && <Button component={Link} href={path.edit(card.id)} {...look('edit')} {...about} leftSection={<IconPencil size={20} aria-hidden />}>{t('meetings:card.edit')}</Button>}
      {upcoming && (
        <Button {...look('respond')} {...about} leftSection={<IconCalendarCheck size={20} aria-hidden />} onClick={onRespond}>
          {card.my_response === null ? t('meetings:card.respond') : t('meetings:card.respondAgain')}
        </Button>
      )}
      {(card.state === 'closed' || card.state === 'archived') && (
        <Button component={Link} href={path.minutes(card.id)} {...look('minutes')} {...about} leftSection={<IconNotes size={20} aria-hidden />}>{t('meetings:card.minutes')}</Button>
      )}
      {card.state !== 'draft' && card.documents > 0 && (
        <Button component={Link} href={`${path.meeting(card.id)}#papers`} {...look('papers')} {...about} leftSection={<IconFileText size={20} aria-hidden />}>{t('meetings:card.papers')}</Button>
      )}
    </Group>
  );
}

export function MeetingCardView({ card, now, showTime, onChanged }: Props) {
  const t = useT();
  const [responding, setResponding] = useState(false);
  return (
    <article className={`pn-card ${classes.card}`} data-live={card.state === 'open' || undefined}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <Text component="h3" size="lg" fw={600} m={0} className={classes.title} id={`meeting-${card.id}`}>
          <Link href={card.state === 'draft' ? path.edit(card.id) : path.meeting(card.id)} className="pn-link">{card.title}</Link>
        </Text>
        <StateBadge state={card.state} />
      </Group>
      <ul className={classes.facts}>
        {showTime && <li><IconCalendarCheck size={18} aria-hidden /><span>{fmtSpan(card.starts_at, card.ends_at)}</span></li>}
        {card.place !== '' && <li><IconMapPin size={18} aria-hidden /><span>{card.place}</span></li>}
        <li><IconGavel size={18} aria-hidden /><span>{t('meetings:card.chair', { name: card.chair.name })}</span></li>
        {card.my_role !== null && <li><IconUser size={18} aria-hidden /><span>{t('meetings:card.role', { role: t(ROLE_KEYS[card.my_role]) })}</span></li>}
        <li>
          <IconFileText size={18} aria-hidden />
          <span>
            {card.documents === 0 ? t('meetings:card.noPapers') : t('meetings:card.paperCount', { count: card.documents })}{' '}
            {card.unread > 0 && <Badge color="warning">{t('meetings:card.unread', { count: card.unread })}</Badge>}
          </span>
        </li>
      </ul>
      {card.state === 'published' && card.my_role !== null && <Group gap={8} mt={10}><AnswerBadge answer={card.my_response} /></Group>}
      <Actions card={card} now={now} onRespond={() => setResponding(true)} />
      <RespondDialog meeting={card} opened={responding} onClose={() => setResponding(false)} onDone={onChanged} />
    </article>
  );
}
