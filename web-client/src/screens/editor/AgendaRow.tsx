// SPDX-License-Identifier: GPL-3.0-or-later
// One row of the agenda editor: read it, change it in place, move it by hand or by the four arrow buttons.
import { ActionIcon, Button, Checkbox, Group, NumberInput, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconIndentDecrease, IconIndentIncrease, IconPencil, IconTrash, type TablerIcon } from '@tabler/icons-react';
import { useState, type CSSProperties, type ReactNode } from 'react';
import { useT, type Key } from '../../i18n';
import type { Row } from '../../meeting/agenda';
import type { Org } from '../../meeting/org';
import { PersonSelect } from '../../meeting/PersonSelect';
import type { Id } from '../../protocol/generated';
import { fmtMinutes } from '../../ui/format';
import classes from './editor.module.css';

export type Way = 'up' | 'down' | 'in' | 'out';
export type ItemFields = { title: string; minutes: number; rapporteur: Id | null; internal: boolean };

const WAYS: { way: Way; label: Key; icon: TablerIcon }[] = [
  { way: 'up', label: 'editor:agenda.up', icon: IconArrowUp }, { way: 'down', label: 'editor:agenda.down', icon: IconArrowDown },
  { way: 'in', label: 'editor:agenda.in', icon: IconIndentIncrease }, { way: 'out', label: 'editor:agenda.out', icon: IconIndentDecrease },
];

type FormProps = { org: Org; initial: ItemFields; submitLabel: string; busy: boolean; onSubmit: (f: ItemFields) => void; onCancel?: () => void };

export function ItemForm({ org, initial, submitLabel, busy, onSubmit, onCancel }: FormProps) {
  const t = useT();
  const [f, setF] = useState(initial);
  const [tried, setTried] = useState(false);
  const lacks = f.title.trim() === '';
  return (
    <form noValidate onSubmit={(e) => { e.preventDefault(); setTried(true); if (!lacks) onSubmit({ ...f, title: f.title.trim() }); }}>
      <Stack gap="sm">
        <TextInput autoFocus label={t('editor:agenda.itemTitle')} maxLength={500} value={f.title} onChange={(e) => setF({ ...f, title: e.currentTarget.value })} error={tried && lacks ? t('editor:need.itemTitle') : null} />
        <Group align="flex-end" gap="md">
          <NumberInput label={t('editor:agenda.minutes')} size="md" w={130} min={0} max={1440} clampBehavior="strict" allowDecimal={false} allowNegative={false} hideControls value={f.minutes} onChange={(v) => setF({ ...f, minutes: Number(v) || 0 })} />
          <div className={classes.grow}><PersonSelect org={org} label={t('editor:agenda.rapporteur')} clearable value={f.rapporteur} onChange={(rapporteur) => setF({ ...f, rapporteur })} /></div>
        </Group>
        <Checkbox className={classes.check} label={t('editor:agenda.internal')} description={t('editor:agenda.internalHelp')} checked={f.internal} onChange={(e) => setF({ ...f, internal: e.currentTarget.checked })} />
        <Group justify="flex-end">
          {onCancel && <Button variant="default" onClick={onCancel}>{t('common:cancel')}</Button>}
          <Button type="submit" loading={busy}>{submitLabel}</Button>
        </Group>
      </Stack>
    </form>
  );
}

type Props = {
  row: Row; org: Org; busy: boolean; can: (way: Way) => boolean; onMove: (way: Way) => void;
  onSave: (f: ItemFields) => Promise<boolean>; onRemove: () => void; children: ReactNode;
};

export function AgendaRow({ row, org, busy, can, onMove, onSave, onRemove, children }: Props) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: row.item.id });
  const { item } = row;
  const style = { '--depth': Math.min(row.depth, 4), transform: CSS.Translate.toString(transform), transition } as CSSProperties;
  const what = `${row.number} ${item.title}`;
  return (
    <li ref={setNodeRef} className={classes.row} style={style} data-dragging={isDragging || undefined}>
      <div className={classes.rowHead}>
        <ActionIcon ref={setActivatorNodeRef} {...attributes} {...listeners} className={classes.handle} aria-label={t('editor:agenda.drag', { item: what })}><IconGripVertical size={20} aria-hidden /></ActionIcon>
        <span className={classes.number}>{row.number}</span>
        <div className={classes.rowTitle}>
          <Text fw={row.depth === 0 ? 600 : 400}>{item.title}</Text>
          <Text size="sm" c="dimmed">{[fmtMinutes(item.minutes), item.rapporteur === null ? '' : (org.person.get(item.rapporteur)?.name ?? ''), item.internal ? t('meeting:item.internal') : ''].filter(Boolean).join(' · ')}</Text>
        </div>
        <div className={classes.rowTools}>
          {WAYS.map(({ way, label, icon: Icon }) => (
            <Tooltip key={way} label={t(label)}>
              <ActionIcon aria-label={`${t(label)}: ${what}`} disabled={busy || !can(way)} onClick={() => onMove(way)}><Icon size={20} aria-hidden /></ActionIcon>
            </Tooltip>
          ))}
          <Tooltip label={t('editor:agenda.edit')}><ActionIcon aria-label={`${t('editor:agenda.edit')}: ${what}`} aria-expanded={editing} onClick={() => setEditing(!editing)}><IconPencil size={20} aria-hidden /></ActionIcon></Tooltip>
          <Tooltip label={t('editor:agenda.remove')}><ActionIcon color="danger" aria-label={`${t('editor:agenda.remove')}: ${what}`} disabled={busy || item.state !== 'pending'} onClick={onRemove}><IconTrash size={20} aria-hidden /></ActionIcon></Tooltip>
        </div>
      </div>
      <div className={classes.rowBody}>
        {editing
          ? <ItemForm org={org} initial={item} submitLabel={t('common:save')} busy={busy} onSubmit={(f) => void onSave(f).then((ok) => { if (ok) setEditing(false); })} onCancel={() => setEditing(false)} />
          : !isDragging && children}
      </div>
    </li>
  );
}
