// SPDX-License-Identifier: GPL-3.0-or-later
// The agenda tree: add, change, move (hand or keyboard), and drop papers on each item.
import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { call } from '../../api/client';
import { useT } from '../../i18n';
import { dropTarget, flatten, moved, step, subtree, toTree, totalMinutes, type Row, type Target } from '../../meeting/agenda';
import type { AgendaItem, Id } from '../../protocol/generated';
import { Empty } from '../../ui/Empty';
import { fmtMinutes } from '../../ui/format';
import { notifyError } from '../../ui/notify';
import { AgendaRow, ItemForm, type ItemFields, type Way } from './AgendaRow';
import type { StepProps } from './EditorScreen';
import { PapersBox } from './PapersBox';
import classes from './editor.module.css';

const NEW_ITEM: ItemFields = { title: '', minutes: 15, rapporteur: null, internal: false };

export function AgendaStep({ meeting, org, reload, goTo, uploads }: StepProps) {
  const t = useT();
  /* What we have moved already, until the server's own list comes. */
  const [ahead, setAhead] = useState<AgendaItem[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [adding, setAdding] = useState(meeting.agenda.length === 0);
  const [added, setAdded] = useState(0);
  const [removing, setRemoving] = useState<Row | null>(null);
  const [said, setSaid] = useState('');
  const items = ahead ?? meeting.agenda;
  const tree = useMemo(() => toTree(items), [items]);
  const rows = useMemo(() => flatten(tree), [tree]);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));

  const latest = useRef(meeting.agenda);
  useEffect(() => {
    if (latest.current !== meeting.agenda) setAhead(null);
    latest.current = meeting.agenda;
  }, [meeting.agenda]);

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    setBusy(true);
    try {
      await work();
      await reload();
      return true;
    } catch (cause) {
      setAhead(null);
      notifyError(cause);
      return false;
    } finally {
      setBusy(false);
    }
  }
  const move = async (id: Id, to: Target) => {
    const next = moved(items, id, to.parent, to.position);
    setAhead(next);
    const row = flatten(toTree(next)).find((r) => r.item.id === id);
    setSaid(row ? t('editor:agenda.moved', { title: row.item.title, number: row.number }) : '');
    await run(() => call('agenda.move', { item: id, position: to.position, ...(to.parent === null ? {} : { parent: to.parent }) }));
  };
  const onDragEnd = (e: DragEndEvent) => {
    if (!e.over || e.active.id === e.over.id) return;
    const active = Number(e.active.id);
    const over = Number(e.over.id);
    if (subtree(tree, active).has(over)) return;
    const to = dropTarget(rows, active, over);
    if (to) void move(active, to);
  };
  const add = async (f: ItemFields) => {
    const ok = await run(() => call('agenda.add', { meeting: meeting.id, title: f.title, minutes: f.minutes, internal: f.internal, ...(f.rapporteur === null ? {} : { rapporteur: f.rapporteur }) }));
    if (ok) setAdded((n) => n + 1);
  };
  const known = new Set(items.map((i) => i.id));
  const papersOf = (item: Id | null) => meeting.documents.filter((d) => (item === null ? d.item === null || !known.has(d.item) : d.item === item));
  const sending = uploads.jobs.some((j) => j.phase !== 'refused');

  return (
    <Stack gap="lg">
      <Text c="dimmed">{t('editor:agenda.help')}</Text>
      {rows.length === 0 && <Empty>{t('editor:agenda.empty')}</Empty>}
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}
        accessibility={{
          screenReaderInstructions: { draggable: t('editor:agenda.dragHelp') },
          announcements: { onDragStart: () => t('editor:agenda.lifted'), onDragOver: () => undefined, onDragEnd: () => undefined, onDragCancel: () => t('editor:agenda.putBack') },
        }}>
        <SortableContext items={rows.map((r) => r.item.id)} strategy={verticalListSortingStrategy}>
          <ol className={classes.rows}>
            {rows.map((row) => (
              <AgendaRow key={row.item.id} row={row} org={org} busy={busy} can={(w: Way) => step(tree, row.item.id, w) !== null}
                onMove={(w) => { const to = step(tree, row.item.id, w); if (to) void move(row.item.id, to); }}
                onSave={(f) => run(() => call('agenda.update', { item: row.item.id, ...f }))} onRemove={() => setRemoving(row)}>
                <PapersBox meeting={meeting.id} item={row.item.id} name={row.item.title} papers={papersOf(row.item.id)} uploads={uploads} />
              </AgendaRow>
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <span className="pn-hidden" role="status">{said}</span>
      {adding ? (
        <div className={`pn-card ${classes.sheet}`}>
          <Title order={3} mb="sm">{t('editor:agenda.newItem')}</Title>
          <ItemForm key={added} org={org} initial={NEW_ITEM} submitLabel={t('editor:agenda.add')} busy={busy} onSubmit={(f) => void add(f)} onCancel={() => setAdding(false)} />
        </div>
      ) : (
        <Group justify="space-between">
          <Button variant="default" leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setAdding(true)}>{t('editor:agenda.newItem')}</Button>
          {rows.length > 0 && <Text c="dimmed">{t('meeting:total', { time: fmtMinutes(totalMinutes(items)) })}</Text>}
        </Group>
      )}
      <div>
        <Title order={3} mb="sm">{t('meeting:otherPapers')}</Title>
        <PapersBox meeting={meeting.id} item={null} name={t('meeting:otherPapers')} papers={papersOf(null)} uploads={uploads} />
      </div>
      <Group justify="flex-end">
        <Button disabled={sending} onClick={() => goTo('summary')}>{sending ? t('editor:papers.waitAll') : t('editor:next')}</Button>
      </Group>
      <Modal opened={removing !== null} onClose={() => setRemoving(null)} title={t('editor:agenda.remove')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        <Stack>
          <Text>{t('editor:agenda.removeAsk', { item: removing ? `${removing.number} ${removing.item.title}` : '' })}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setRemoving(null)}>{t('common:cancel')}</Button>
            <Button color="danger" loading={busy} onClick={() => { const r = removing; if (r) void run(() => call('agenda.remove', { item: r.item.id })).then(() => setRemoving(null)); }}>{t('editor:agenda.remove')}</Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}
