// SPDX-License-Identifier: GPL-3.0-or-later
// Agenda tree for reading: number, title, minutes, who reports, conclusion, and the papers below their item.
import { Badge, Group, Text } from '@mantine/core';
import { IconCheck, IconFileText, IconPointFilled } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { Paper } from '../../app/pages';
import { path } from '../../app/routes';
import { useT } from '../../i18n';
import { flatten, toTree, totalMinutes, type Row } from '../../meeting/agenda';
import type { MeetingDetail, MeetingDocument } from '../../protocol/generated';
import { Empty } from '../../ui/Empty';
import { fmtMinutes, fmtSize } from '../../ui/format';
import { openAhead } from '../../viewer/ahead';
import classes from './meeting.module.css';

/* A hand that rests on a link is about to press it; one that sweeps over the list is not. */
const RESTS = 60;

function useAhead(version: number) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const now = () => { clearTimeout(timer.current); Paper.preload(); openAhead(version); };
  return {
    onPointerEnter: () => { timer.current = setTimeout(now, RESTS); },
    onPointerLeave: () => clearTimeout(timer.current),
    onPointerDown: now,
    onFocus: now,
  };
}

export function PaperLink({ meeting, paper }: { meeting: number; paper: MeetingDocument }) {
  const t = useT();
  const ahead = useAhead(paper.version);
  return (
    <Link href={path.paper(meeting, paper.version)} className={classes.paper} data-unread={!paper.read || undefined} {...ahead}>
      <IconFileText size={22} aria-hidden />
      <span className={classes.paperText}>
        <span className={classes.paperTitle}>{paper.title}</span>
        <span className={classes.paperMeta}>
          {t('meeting:paper.pages', { count: paper.pages })} · {fmtSize(paper.size)}{paper.version_n > 1 ? ` · ${t('meeting:paper.version', { n: paper.version_n })}` : ''}
        </span>
      </span>
      {!paper.read && <Badge color="warning">{t('meeting:paper.unread')}</Badge>}
    </Link>
  );
}

function Papers({ meeting, list }: { meeting: number; list: MeetingDocument[] }) {
  if (list.length === 0) return null;
  return <ul className={classes.papers}>{list.map((d) => <li key={d.id}><PaperLink meeting={meeting} paper={d} /></li>)}</ul>;
}

function ItemState({ row }: { row: Row }) {
  const t = useT();
  if (row.item.state === 'done') return <Badge color="success" leftSection={<IconCheck size={15} aria-hidden />}>{t('meeting:item.done')}</Badge>;
  if (row.item.state === 'current') return <Badge color="brand" leftSection={<IconPointFilled size={15} aria-hidden />}>{t('meeting:item.current')}</Badge>;
  return null;
}

export function AgendaView({ meeting }: { meeting: MeetingDetail }) {
  const t = useT();
  const rows = flatten(toTree(meeting.agenda));
  const names = new Map(meeting.participants.map((p) => [p.person, p.name]));
  const of = (item: number | null) => meeting.documents.filter((d) => d.item === item);
  const known = new Set(meeting.agenda.map((i) => i.id));
  const loose = meeting.documents.filter((d) => d.item === null || !known.has(d.item));
  if (rows.length === 0 && loose.length === 0) return <Empty>{t('meeting:noAgenda')}</Empty>;
  return (
    <>
      <ol className={`pn-card ${classes.agenda}`}>
        {rows.map((row) => (
          <li key={row.item.id} className={classes.item} style={{ '--depth': row.depth } as React.CSSProperties}>
            <span className={classes.number}>{row.number}</span>
            <div className={classes.itemBody}>
              <Group gap="xs" justify="space-between" align="flex-start">
                <Text fw={row.depth === 0 ? 600 : 400} className={classes.itemTitle}>{row.item.title}</Text>
                <ItemState row={row} />
              </Group>
              <Text size="sm" c="dimmed">
                {[row.item.minutes > 0 ? fmtMinutes(row.item.minutes) : '', row.item.rapporteur !== null ? t('meeting:item.rapporteur', { name: names.get(row.item.rapporteur) ?? '' }) : '',
                  row.item.internal ? t('meeting:item.internal') : ''].filter(Boolean).join(' · ')}
              </Text>
              {row.item.conclusion && <Text mt={6} className={classes.conclusion}><strong>{t('meeting:item.conclusion')}</strong> {row.item.conclusion}</Text>}
              <Papers meeting={meeting.id} list={of(row.item.id)} />
            </div>
          </li>
        ))}
        {rows.length > 0 && <li className={classes.total}>{t('meeting:total', { time: fmtMinutes(totalMinutes(meeting.agenda)) })}</li>}
      </ol>
      {loose.length > 0 && (
        <div className={`pn-card ${classes.loose}`}>
          <Text component="h3" fw={600} m={0}>{t('meeting:otherPapers')}</Text>
          <Papers meeting={meeting.id} list={loose} />
        </div>
      )}
    </>
  );
}
