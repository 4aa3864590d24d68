// SPDX-License-Identifier: GPL-3.0-or-later
// Administration: who signs for a unit and how, who numbers and seals, who checks the form. Proposed here, confirmed by another (f9, R20).
import { Badge, Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconPlus, IconShieldLock } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useQuery } from '../api/client';
import { useT } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { usePageTitle } from '../ui/usePageTitle';
import { accessApi, type AccessUnit } from './access';
import { deskChanged } from './api';
import { AccessChanges, useKinds, useSpan } from './AccessChanges';
import { AccessDialog, type Ending } from './AccessDialog';
import classes from './desk.module.css';

function Block({ title, empty, children }: { title: string; empty: boolean; children: ReactNode }) {
  const t = useT();
  return (
    <section aria-label={title} className={classes.fileRow}>
      <Title order={2} fz={16} mb="xs">{title}</Title>
      {empty ? <Text c="dimmed">{t('work:access.none')}</Text> : <ul className={`pn-plain ${classes.files}`}>{children}</ul>}
    </section>
  );
}

function Line({ text, small, onEnd }: { text: string; small: string; onEnd: (() => void) | null }) {
  const t = useT();
  return (
    <li>
      <Group justify="space-between" gap="sm" wrap="wrap">
        <div style={{ minWidth: 0 }}><Text fw={600}>{text}</Text><Text size="sm" c="dimmed">{small}</Text></div>
        {onEnd !== null && <Button variant="default" onClick={onEnd} aria-label={t('work:access.endOf', { text })}>{t('work:away.end')}</Button>}
      </Group>
    </li>
  );
}

function Unit({ unit, onEnd }: { unit: AccessUnit; onEnd: ((ending: Ending) => void) | null }) {
  const t = useT();
  const span = useSpan();
  const kinds = useKinds();
  return (
    <Stack gap="md">
      <Block title={t('work:access.offices')} empty={unit.offices.length === 0}>
        {unit.offices.map((o) => <Line key={o.person} text={`${o.capacity} ${o.name}`} small={o.title} onEnd={null} />)}
      </Block>
      <Block title={t('work:access.grants')} empty={unit.grants.length === 0}>
        {unit.grants.map((g) => <Line key={g.id} text={`${g.capacity} ${g.name}`} small={`${kinds(g.kinds)}. ${span(g.from_on, g.until_on)}. ${t('work:access.giverIs', { name: g.giver })} ${t('work:access.basisIs', { basis: g.basis })}`}
          onEnd={onEnd === null ? null : () => onEnd({ what: 'grant', person: g.person, name: g.name, grant: g.id, capacity: g.capacity })} />)}
      </Block>
      {([['clerk', 'work:access.clerks', unit.clerks], ['checker', 'work:access.checkers', unit.checkers]] as const).map(([what, title, list]) => (
        <Block key={what} title={t(title)} empty={list.length === 0}>
          {list.map((n) => <Line key={n.person} text={n.name} small={`${n.title}. ${span(n.from_on, n.until_on)}`} onEnd={onEnd === null ? null : () => onEnd({ what, person: n.person, name: n.name })} />)}
        </Block>
      ))}
    </Stack>
  );
}

export default function AccessScreen() {
  const t = useT();
  const { data, error, reload } = useQuery('access', accessApi.list);
  const [chosen, setChosen] = useState<string | null>(null);
  const [asking, setAsking] = useState<Ending | 'new' | null>(null);
  usePageTitle(t('work:access.title'));
  const again = () => {
    deskChanged();
    void reload();
  };
  if (data === undefined) return error !== undefined ? <ErrorNote error={error} onRetry={again} /> : <Text role="status">{t('common:loading')}</Text>;
  const unit = data.units.find((u) => String(u.id) === chosen) ?? data.units[0];
  const waiting = data.changes.filter((c) => c.state === 'proposed').length;
  return (
    <Stack gap="lg" data-testid="access">
      <Group justify="space-between" gap="md" wrap="wrap">
        <Group gap="sm" wrap="wrap">
          <IconShieldLock size={26} aria-hidden />
          <Title order={1}>{t('work:access.title')}</Title>
          {waiting > 0 && <Badge color="warning" size="lg">{t('work:access.waiting', { count: waiting })}</Badge>}
        </Group>
        {data.admin && unit !== undefined && <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setAsking('new')} data-testid="access-new">{t('work:access.propose')}</Button>}
      </Group>
      <Text>{t('work:access.text')}</Text>
      <Select label={t('work:access.unit')} maw={520} allowDeselect={false} data={data.units.map((u) => ({ value: String(u.id), label: u.name }))} value={unit === undefined ? null : String(unit.id)} onChange={setChosen} />
      <div className={classes.accessColumns} data-waiting={waiting > 0 || undefined}>
        {unit !== undefined && <Unit unit={unit} onEnd={data.admin ? setAsking : null} />}
        <AccessChanges changes={data.changes} onDecided={again} />
      </div>
      {asking !== null && unit !== undefined && <AccessDialog unit={unit} ending={asking === 'new' ? null : asking} onClose={() => setAsking(null)} onDone={() => { setAsking(null); again(); }} />}
    </Stack>
  );
}
