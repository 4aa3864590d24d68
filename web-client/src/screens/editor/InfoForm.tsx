// SPDX-License-Identifier: GPL-3.0-or-later
// What, when, where and who presides. Used to make a meeting and to change one; times are those of Viet Nam.
import { Button, Group, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useRef, type ReactNode } from 'react';
import { useT, type Key } from '../../i18n';
import type { Org } from '../../meeting/org';
import { PersonSelect } from '../../meeting/PersonSelect';
import type { Id } from '../../protocol/generated';
import { DateTimeField } from '../../ui/DateTimeField';
import { fromLocalInput, toLocalInput } from '../../ui/format';

export const INFO_FORM = 'meeting-info';

export type Info = {
  title: string; kind: string; unit: Id | null; chair: Id | null; secretary: Id | null;
  /** Values of datetime-local fields. */
  starts: string; ends: string; place: string; description: string;
};

/** Info whose required fields are filled, as the wire wants it. */
export type GoodInfo = { title: string; kind: string; unit: Id; chair: Id; secretary: Id; starts_at: string; ends_at: string; place: string; description: string };

const KINDS: Record<string, Key> = {
  regular: 'editor:kind.regular', sudden: 'editor:kind.sudden', thematic: 'editor:kind.thematic', conference: 'editor:kind.conference', internal: 'editor:kind.internal',
};

export function goodInfo(v: Info): GoodInfo | null {
  const starts_at = fromLocalInput(v.starts);
  const ends_at = fromLocalInput(v.ends);
  if (v.unit === null || v.chair === null || v.secretary === null || starts_at === null || ends_at === null) return null;
  return { title: v.title.trim(), kind: v.kind, unit: v.unit, chair: v.chair, secretary: v.secretary, starts_at, ends_at, place: v.place.trim(), description: v.description.trim() };
}

type Props = { org: Org; initial: Info; submitLabel: string; busy: boolean; onSubmit: (info: GoodInfo) => void; onDirty?: (dirty: boolean) => void; extra?: ReactNode; readOnlyUnit?: boolean };

export function InfoForm({ org, initial, submitLabel, busy, onSubmit, onDirty, extra }: Props) {
  const t = useT();
  const form = useForm<Info>({
    initialValues: initial,
    validate: {
      title: (v) => (v.trim() === '' ? t('editor:need.title') : null),
      unit: (v) => (v === null ? t('editor:need.unit') : null),
      chair: (v) => (v === null ? t('editor:need.chair') : null),
      secretary: (v, all) => (v === null ? t('editor:need.secretary') : v === all.chair ? t('editor:need.twoPeople') : null),
      starts: (v) => (fromLocalInput(v) === null ? t('editor:need.time') : null),
      ends: (v, all) => (fromLocalInput(v) === null ? t('editor:need.time') : v <= all.starts ? t('editor:need.order') : null),
    },
  });
  const dirty = form.isDirty();
  useEffect(() => onDirty?.(dirty), [dirty, onDirty]);

  const submit = form.onSubmit((values) => {
    const good = goodInfo(values);
    if (good) onSubmit(good);
  }, (errors) => {
    const first = Object.keys(errors)[0];
    if (first) form.getInputNode(first)?.focus();
  });
  const length = useRef(2 * 3600_000);
  const moveStart = (value: string) => {
    const from = fromLocalInput(form.values.starts);
    const to = fromLocalInput(form.values.ends);
    const next = fromLocalInput(value);
    if (from && to && to > from) length.current = Date.parse(to) - Date.parse(from);
    form.setFieldValue('starts', value);
    /* Moving the start keeps the length, also while the new start is half typed. */
    if (next) form.setFieldValue('ends', toLocalInput(Date.parse(next) + length.current));
  };
  const kinds = KINDS[form.values.kind] === undefined ? [...Object.keys(KINDS), form.values.kind] : Object.keys(KINDS);
  const units = org.units.map((u) => ({ value: String(u.id), label: u.name }));

  return (
    <form id={INFO_FORM} onSubmit={submit} noValidate>
      <Stack gap="lg">
        {extra}
        <TextInput label={t('editor:field.title')} maxLength={300} required withAsterisk={false} {...form.getInputProps('title')} />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
          <Select label={t('editor:field.kind')} data={kinds.map((k) => ({ value: k, label: KINDS[k] ? t(KINDS[k]) : k }))} {...form.getInputProps('kind')} />
          <Select label={t('editor:field.unit')} data={units} searchable value={form.values.unit === null ? null : String(form.values.unit)} error={form.errors['unit']}
            onChange={(v) => form.setFieldValue('unit', v === null ? null : Number(v))} />
          <DateTimeField label={t('editor:field.starts')} value={form.values.starts} error={form.errors['starts']} onChange={moveStart} />
          <DateTimeField label={t('editor:field.ends')} value={form.values.ends} error={form.errors['ends']} onChange={(v) => form.setFieldValue('ends', v)} />
          <PersonSelect org={org} label={t('editor:field.chair')} value={form.values.chair} onChange={(v) => form.setFieldValue('chair', v)} error={form.errors['chair'] as string | undefined} />
          <PersonSelect org={org} label={t('editor:field.secretary')} value={form.values.secretary} onChange={(v) => form.setFieldValue('secretary', v)} error={form.errors['secretary'] as string | undefined} />
        </SimpleGrid>
        <TextInput label={t('editor:field.place')} maxLength={300} {...form.getInputProps('place')} />
        <Textarea label={t('editor:field.description')} maxLength={10000} minRows={3} maxRows={10} {...form.getInputProps('description')} />
        <Group justify="flex-end"><Button type="submit" loading={busy}>{submitLabel}</Button></Group>
      </Stack>
    </form>
  );
}
