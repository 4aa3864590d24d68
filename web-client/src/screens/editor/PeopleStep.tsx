// SPDX-License-Identifier: GPL-3.0-or-later
// Members and guests from the organisation tree, each with a role, the right to vote and a site. Every change saves itself.
import { ActionIcon, Button, Checkbox, Collapse, Group, SegmentedControl, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconSearch, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { call } from '../../api/client';
import { useT } from '../../i18n';
import { ROLE_KEYS } from '../../meeting/badges';
import { matches, postOf, type Org } from '../../meeting/org';
import type { Id, Role } from '../../protocol/generated';
import { byRank } from '../../ui/format';
import { Empty } from '../../ui/Empty';
import { notifyError } from '../../ui/notify';
import type { StepProps } from './EditorScreen';
import { SiteEquipment } from './SiteEquipment';
import { SitesBox } from './SitesBox';
import { useSaver } from './useSaver';
import classes from './editor.module.css';

type Entry = { person: Id; role: Role; site: Id | null; votes: boolean };
const VOTING: Role[] = ['chair', 'secretary', 'delegate'];
const ADDABLE: Role[] = ['delegate', 'guest', 'technician', 'observer'];

type UnitNode = { id: Id; name: string; people: Id[]; children: UnitNode[] };

function unitTree(org: Org, visible: Set<Id>): UnitNode[] {
  const nodes = new Map<Id, UnitNode>(org.units.map((u) => [u.id, { id: u.id, name: u.name, people: [], children: [] }]));
  for (const p of org.people) if (visible.has(p.id) && p.unit !== null) nodes.get(p.unit)?.people.push(p.id);
  const roots: UnitNode[] = [];
  for (const u of org.units) {
    const node = nodes.get(u.id);
    if (node) (u.parent === null ? roots : (nodes.get(u.parent)?.children ?? roots)).push(node);
  }
  const prune = (list: UnitNode[]): UnitNode[] => list
    .map((n) => ({ ...n, children: prune(n.children) }))
    .filter((n) => n.people.length > 0 || n.children.length > 0);
  return prune(roots);
}

function everyone(node: UnitNode): Id[] {
  return [...node.people, ...node.children.flatMap(everyone)];
}

type PickProps = { org: Org; chosen: Set<Id>; fixed: Set<Id>; onToggle: (people: Id[], on: boolean) => void };

function Unit({ node, depth, open, ...rest }: PickProps & { node: UnitNode; depth: number; open: boolean }) {
  const t = useT();
  const [opened, setOpened] = useState(depth === 0);
  const shown = open || opened;
  const all = everyone(node);
  const picked = all.filter((p) => rest.chosen.has(p)).length;
  return (
    <li>
      <Group gap={4} wrap="nowrap">
        <ActionIcon aria-label={shown ? t('editor:tree.close', { unit: node.name }) : t('editor:tree.open', { unit: node.name })} aria-expanded={shown} onClick={() => setOpened(!shown)}>
          {shown ? <IconChevronDown size={20} aria-hidden /> : <IconChevronRight size={20} aria-hidden />}
        </ActionIcon>
        <Checkbox className={classes.check} checked={picked === all.length} indeterminate={picked > 0 && picked < all.length}
          label={<><span className={classes.unitName}>{node.name}</span> <span className={classes.muted}>({picked}/{all.length})</span></>} onChange={(e) => rest.onToggle(all, e.currentTarget.checked)} />
      </Group>
      <Collapse expanded={shown} transitionDuration={0}>
        <ul className={classes.branch}>
          {node.people.map((id) => {
            const p = rest.org.person.get(id);
            return (
              <li key={id}>
                <Checkbox className={classes.check} checked={rest.chosen.has(id)} disabled={rest.fixed.has(id)} label={p?.name} description={p?.title} onChange={(e) => rest.onToggle([id], e.currentTarget.checked)} />
              </li>
            );
          })}
          {node.children.map((c) => <Unit key={c.id} node={c} depth={depth + 1} open={open} {...rest} />)}
        </ul>
      </Collapse>
    </li>
  );
}

export function PeopleStep({ meeting, org, reload, goTo }: StepProps) {
  const t = useT();
  const [list, setList] = useState<Entry[]>(() => meeting.participants.map((p) => ({ person: p.person, role: p.role, site: p.site, votes: p.votes })));
  const [search, setSearch] = useState('');
  const [role, setRole] = useState<Role>('delegate');
  const saver = useSaver(async (entries: Entry[]) => {
    await call('participants.set', {
      meeting: meeting.id,
      participants: entries.map((e) => ({ person: e.person, role: e.role, votes: e.votes, ...(e.site === null ? {} : { site: e.site }) })),
    });
    await reload();
  });
  const change = (next: Entry[]) => { setList(next); saver.save(next); };
  const fixed = useMemo(() => new Set(list.filter((e) => e.role === 'chair' || e.role === 'secretary').map((e) => e.person)), [list]);
  const chosen = useMemo(() => new Set(list.map((e) => e.person)), [list]);
  const visible = useMemo(() => new Set(org.people.filter((p) => search.trim() === '' || matches(org, p.id, search)).map((p) => p.id)), [org, search]);
  const tree = useMemo(() => unitTree(org, visible), [org, visible]);

  const toggle = (people: Id[], on: boolean) => {
    if (!on) return change(list.filter((e) => !people.includes(e.person) || fixed.has(e.person)));
    const site = meeting.sites.find((s) => s.central)?.id ?? null;
    change([...list, ...people.filter((p) => !chosen.has(p)).map((person) => ({ person, role, site, votes: role === 'delegate' }))]);
  };
  const patch = (person: Id, p: Partial<Entry>) => change(list.map((e) => {
    if (e.person !== person) return e;
    const next = { ...e, ...p };
    return { ...next, votes: next.votes && VOTING.includes(next.role) };
  }));
  const sorted = [...list].sort((a, b) => {
    const fixedFirst = Number(fixed.has(b.person)) - Number(fixed.has(a.person));
    const x = org.person.get(a.person);
    const y = org.person.get(b.person);
    return fixedFirst || (x && y ? byRank(x, y) : 0);
  });

  return (
    <Stack gap="lg">
      <SitesBox meeting={meeting} reload={reload} />
      <SiteEquipment meeting={meeting} reload={reload} />
      <div className={classes.two}>
        <div className={`${classes.pane} ${classes.stays}`}>
          <Title order={3} mb="sm">{t('editor:people.tree')}</Title>
          <TextInput type="search" aria-label={t('common:search')} placeholder={t('common:search')} leftSection={<IconSearch size={20} aria-hidden />} value={search} onChange={(e) => setSearch(e.currentTarget.value)} mb="sm" />
          <Text size="sm" fw={600} id="add-as">{t('editor:people.addAs')}</Text>
          <SegmentedControl aria-labelledby="add-as" fullWidth value={role} onChange={(v) => setRole(v as Role)} mb="sm" data={[{ value: 'delegate', label: t('common:role.delegate') }, { value: 'guest', label: t('common:role.guest') }]} />
          {tree.length === 0 ? <Text c="dimmed" role="status">{t('common:nobody')}</Text> : (
            <ul className={`pn-plain ${classes.tree}`}>
              {tree.map((n) => <Unit key={n.id} node={n} depth={0} open={search.trim() !== ''} org={org} chosen={chosen} fixed={fixed} onToggle={toggle} />)}
            </ul>
          )}
        </div>
        <div className={classes.pane}>
          <Group justify="space-between" mb="sm" gap="xs">
            <Title order={3}>{t('editor:people.chosen', { n: list.length, votes: list.filter((e) => e.votes).length })}</Title>
            <Text size="sm" c="dimmed" role="status">{saver.state === 'saving' ? t('editor:saving') : saver.state === 'saved' ? t('editor:saved') : ''}</Text>
          </Group>
          {list.length === 0 && <Empty>{t('meeting:noPeople')}</Empty>}
          <ul className="pn-plain">
            {sorted.map((e) => {
              const p = org.person.get(e.person);
              const name = p?.name ?? String(e.person);
              return (
                <li key={e.person} className={classes.entry}>
                  <div className={classes.entryText}><Text fw={600}>{name}</Text><Text size="sm" c="dimmed">{p && postOf(org, p.id, p.title)}</Text></div>
                  <div className={classes.entryTools}>
                    {fixed.has(e.person) ? <Text className={classes.fixedRole}>{t(ROLE_KEYS[e.role])}</Text> : (
                      <Select aria-label={t('editor:people.roleOf', { name })} w={160} value={e.role} onChange={(v) => patch(e.person, { role: v as Role, votes: v === 'delegate' })}
                        data={ADDABLE.map((r) => ({ value: r, label: t(ROLE_KEYS[r]) }))} />
                    )}
                    {meeting.sites.length > 0 && (
                      <Select aria-label={t('editor:people.siteOf', { name })} w={230} clearable placeholder={t('editor:people.noSite')} value={e.site === null ? null : String(e.site)}
                        onChange={(v) => patch(e.person, { site: v === null ? null : Number(v) })} data={meeting.sites.map((s) => ({ value: String(s.id), label: s.name }))} />
                    )}
                    <Checkbox className={classes.check} label={t('editor:people.votes')} aria-label={t('editor:people.votesOf', { name })} checked={e.votes} disabled={!VOTING.includes(e.role)} onChange={(ev) => patch(e.person, { votes: ev.currentTarget.checked })} />
                    <ActionIcon aria-label={t('editor:people.remove', { name })} disabled={fixed.has(e.person)} onClick={() => toggle([e.person], false)}><IconX size={20} aria-hidden /></ActionIcon>
                  </div>
                </li>
              );
            })}
          </ul>
        </div>
      </div>
      <Group justify="flex-end">
        <Button onClick={() => saver.flush().then(() => goTo('agenda')).catch(notifyError)}>{t('editor:next')}</Button>
      </Group>
    </Stack>
  );
}
