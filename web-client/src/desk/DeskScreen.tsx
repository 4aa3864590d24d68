// SPDX-License-Identifier: GPL-3.0-or-later
// Screen 7, Trình ký: the queue at the left, the chosen document with its route at the right; on a tablet held upright one after the other.
import { Alert, Anchor, Badge, Button, Checkbox, Group, SegmentedControl, Skeleton, Switch, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { IconArrowLeft, IconBook2, IconFolders, IconReport, IconInbox, IconCertificate, IconEye, IconPlus, IconTransferIn, IconUserShare } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useQuery } from '../api/client';
import { READ_EVENT } from '../api/docs';
import { path } from '../app/routes';
import { useT, type Key } from '../i18n';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDateTime } from '../ui/format';
import { usePageTitle } from '../ui/usePageTitle';
import { deskApi, deskChanged, type Box, type Card } from './api';
import { RequestView } from './RequestView';
import { ReplacedBadge } from '../records/Amends';
import { ClockBadge } from './ClockBadge';
import { StateBadge, stepWords, UrgencyBadge, useKindName } from './words';
import classes from './desk.module.css';

const boxes: Box[] = ['waiting', 'returned', 'drafts', 'sent', 'done'];
const boxWords: Record<Box, Key> = {
  waiting: 'desk:box.waiting', returned: 'desk:box.returned', drafts: 'desk:box.drafts', sent: 'desk:box.sent', done: 'desk:box.done',
};
const emptyWords: Record<Box, Key> = {
  waiting: 'desk:empty.waiting', returned: 'desk:empty.returned', drafts: 'desk:empty.drafts', sent: 'desk:empty.sent', done: 'desk:empty.done',
};

function Where({ card }: { card: Card }) {
  const t = useT();
  if (card.mine !== null) return <Text size="sm" fw={600}>{t('desk:waitsForYou', { step: t(stepWords[card.mine.kind]) })}{card.mine.for !== null && ` ${t('work:away.insteadOf', { name: card.mine.for })}`}</Text>;
  if (card.current.length === 0) return null;
  const names = card.current.map((c) => `${t(stepWords[c.kind])}: ${c.name ?? t('desk:clerk')}`).join('; ');
  return <Text size="sm" c="dimmed">{names}</Text>;
}

type Many = { picked: number[]; onPick: (step: number, on: boolean) => void };

/* Choosing and reading take turns: what was chosen outlives the way to a document and back. Steps of others never match. */
let kept: number[] = [];

function usePicked(): [number[], (steps: number[]) => void] {
  const [picked, setPicked] = useState(kept);
  return [picked, (steps) => setPicked((kept = steps))];
}

/** Only what was opened to its last page in the present version may be chosen for signing many at once. */
function Pick({ card, many }: { card: Card; many: Many }) {
  const t = useT();
  const step = card.mine?.step ?? 0;
  if (!card.opened) return <Text size="sm" className={classes.pick} data-testid="desk-unread"><IconEye size={20} style={{ flex: 'none' }} aria-hidden /> {t('work:many.unread')}</Text>;
  return <Checkbox classNames={{ root: classes.pick, inner: classes.tick, label: classes.tickLabel }} label={t('work:many.pick')} checked={many.picked.includes(step)} onChange={(e) => many.onPick(step, e.currentTarget.checked)} data-testid="desk-pick" />;
}

/** All that may be signed together in one go, and the way to the summary. */
function PickAll({ open, picked, onPicked }: { open: number[]; picked: number[]; onPicked: (steps: number[]) => void }) {
  const t = useT();
  return (
    <>
      <Text size="sm" c="dimmed">{t('work:many.help')}</Text>
      {open.length > 1 && <Checkbox classNames={{ inner: classes.tick, label: classes.tickLabel }} label={t('work:many.all', { count: open.length })} checked={picked.length === open.length} indeterminate={picked.length > 0 && picked.length < open.length}
        onChange={(e) => onPicked(e.currentTarget.checked ? open : [])} data-testid="desk-pick-all" />}
      {picked.length > 0 && <Button component={Link} href={path.signMany(picked)} leftSection={<IconCertificate size={20} aria-hidden />} data-testid="desk-sign-many">{t('work:many.open', { count: picked.length })}</Button>}
    </>
  );
}

function Row({ card, chosen, many }: { card: Card; chosen: boolean; many: Many | null }) {
  const kindName = useKindName();
  const pick = many !== null && card.mine?.kind === 'sign' && card.mine.for === null;
  return (
    <li className={pick ? classes.picked : undefined}>
      <UnstyledButton component={Link} href={path.deskRequest(card.id)} className={classes.card} data-chosen={chosen || undefined} aria-current={chosen ? 'true' : undefined}>
        <Group gap={6} wrap="wrap">
          <UrgencyBadge urgency={card.urgency} />
          {card.code !== null && <Text size="sm" fw={600} className="pn-nowrap">{card.code}</Text>}
          <StateBadge state={card.state} />
          {card.clock !== undefined && <ClockBadge clock={card.clock} />}
          {card.amends.replaced_by !== null && <ReplacedBadge />}
        </Group>
        <Text fw={600} lh={1.35}>{kindName(card)}: {card.subject}</Text>
        <Where card={card} />
        <Text size="sm" c="dimmed">{card.drafter} · {fmtDateTime(card.at)}</Text>
      </UnstyledButton>
      {pick && <Pick card={card} many={many} />}
    </li>
  );
}

/** Those of a queue that wait for my signature. */
const toSign = (cards: Card[]): Card[] => cards.filter((c) => c.mine?.kind === 'sign' && c.mine.for === null);

function Queue({ box, data, chosen }: { box: Box; data: Record<Box, Card[]> | undefined; chosen: number | null }) {
  const t = useT();
  const [picked, setPicked] = usePicked();
  const [onlyLate, setOnlyLate] = useState(false);
  if (data === undefined) return <Stack gap="sm" role="status">{[0, 1, 2].map((i) => <Skeleton key={i} h={104} />)}</Stack>;
  if (data[box].length === 0) return <Empty icon={<IconInbox size={26} aria-hidden />}>{t(emptyWords[box])}</Empty>;
  const late = data[box].filter((c) => c.clock?.state === 'late');
  const cards = onlyLate && late.length > 0 ? late : data[box];
  const open = box === 'waiting' ? toSign(data[box]) : [];
  const read = open.filter((c) => c.opened).map((c) => c.mine!.step);
  const many = open.length < 2 ? null : { picked, onPick: (step: number, on: boolean) => setPicked(on ? [...picked, step] : picked.filter((p) => p !== step)) };
  return (
    <>
      {late.length > 0 && <Switch classNames={{ body: classes.tickBody, label: classes.tickLabel }} label={t('work:clock.onlyLate', { count: late.length })} checked={onlyLate} onChange={(e) => setOnlyLate(e.currentTarget.checked)} data-testid="desk-late" />}
      {many !== null && <PickAll open={read} picked={read.filter((s) => picked.includes(s))} onPicked={setPicked} />}
      <ul className={`pn-plain ${classes.queue}`} data-testid="desk-queue">{cards.map((card) => <Row key={card.id} card={card} chosen={card.id === chosen} many={many} />)}</ul>
    </>
  );
}

/** A change of access stands as a warning before those who decide it (R20). */
function AccessWarning() {
  const t = useT();
  const { data } = useQuery('desk count', deskApi.count);
  if (data === undefined || data.access === 0) return null;
  return <Alert color="warning" role="status" data-testid="access-warning">{t('work:access.warning', { count: data.access })} <Anchor component={Link} href={path.access} fw={600}>{t('work:access.look')}</Anchor></Alert>;
}

/** The box a document lies in, so that a link opens beside its neighbours. */
const boxOf = (data: Record<Box, Card[]>, id: number): Box | undefined => boxes.find((b) => data[b].some((c) => c.id === id));

export default function DeskScreen({ request }: { request: number | null }) {
  const t = useT();
  const [, go] = useLocation();
  const { data, error, reload } = useQuery('desk', deskApi.boxes);
  const [box, setBox] = useState<Box | null>(null);
  usePageTitle(t('desk:title'));
  useEffect(() => {
    const refresh = () => void reload();
    for (const event of ['focus', READ_EVENT]) window.addEventListener(event, refresh);
    return () => {
      for (const event of ['focus', READ_EVENT]) window.removeEventListener(event, refresh);
    };
  }, [reload]);
  const home = data !== undefined && request !== null ? boxOf(data, request) : undefined;
  const shown = box ?? home ?? 'waiting';
  if (error !== undefined && data === undefined) return <ErrorNote error={error} onRetry={() => void reload()} />;
  const changed = () => {
    deskChanged();
    setBox(null);
    void reload();
  };
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="md" wrap="wrap">
        <Group gap="sm" wrap="wrap">
          <Title order={1}>{t('desk:title')}</Title>
          {data !== undefined && data.waiting.length > 0 && <Badge color="danger" data-testid="desk-waiting">{t('desk:needsYou', { count: data.waiting.length })}</Badge>}
        </Group>
        <Group gap="sm" wrap="wrap" className={classes.tools} data-open={request !== null || undefined}>
          <Button component={Link} href={path.newDraft} className={classes.first} leftSection={<IconPlus size={20} aria-hidden />} data-testid="desk-new">{t('desk:new')}</Button>
          <Button variant="default" component={Link} href={path.incoming} leftSection={<IconTransferIn size={20} aria-hidden />} data-testid="desk-incoming">{t('desk:in.title')}</Button>
          <Button variant="default" component={Link} href={path.register} leftSection={<IconBook2 size={20} aria-hidden />}>{t('desk:register.title')}</Button>
          <Button variant="default" component={Link} href={path.away} leftSection={<IconUserShare size={20} aria-hidden />} data-testid="desk-away">{t('work:away.open')}</Button>
          <Button variant="default" component={Link} href={path.books} leftSection={<IconReport size={20} aria-hidden />} data-testid="desk-books">{t('records:book.title')}</Button>
          <Button variant="default" component={Link} href={path.workFiles} leftSection={<IconFolders size={20} aria-hidden />} data-testid="desk-files">{t('records:file.list')}</Button>
        </Group>
      </Group>
      <AccessWarning />
      <div className={classes.columns} data-open={request !== null || undefined}>
        <nav className={classes.side} aria-label={t('desk:boxes')}>
          <SegmentedControl fullWidth orientation="vertical" value={shown} onChange={(v) => { setBox(v as Box); if (request !== null) go(path.desk); }}
            data={boxes.map((b) => ({ value: b, label: `${t(boxWords[b])}${data === undefined ? '' : ` (${data[b].length})`}` }))} aria-label={t('desk:boxes')} />
          <Queue box={shown} data={data} chosen={request} />
        </nav>
        <div className={classes.detail}>
          {request === null
            ? <Text c="dimmed" p="lg">{t('desk:choose')}</Text>
            : <>
              <Button variant="subtle" component={Link} href={path.desk} className={classes.backToQueue} leftSection={<IconArrowLeft size={20} aria-hidden />}>{t('desk:backToQueue')}</Button>
              <RequestView key={request} id={request} onChanged={changed} />
            </>}
        </div>
      </div>
    </Stack>
  );
}
