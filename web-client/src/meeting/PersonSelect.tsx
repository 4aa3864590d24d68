// SPDX-License-Identifier: GPL-3.0-or-later
// One person out of the body: type any part of name, post or unit, with or without diacritics.
import { Select, Text } from '@mantine/core';
import type { Id } from '../protocol/generated';
import { useT } from '../i18n';
import { matches, postOf, type Org } from './org';

type Props = {
  org: Org; label: string; value: Id | null; onChange: (person: Id | null) => void;
  error?: string | undefined; required?: boolean; clearable?: boolean; exclude?: Id[]; description?: string;
};

export function PersonSelect({ org, label, value, onChange, error, required, clearable, exclude = [], description }: Props) {
  const t = useT();
  const people = org.people.filter((p) => !exclude.includes(p.id));
  return (
    <Select label={label} description={description} searchable clearable={clearable ?? false} limit={60} placeholder={t('common:search')} nothingFoundMessage={t('common:nobody')}
      value={value === null ? null : String(value)} onChange={(v) => onChange(v === null ? null : Number(v))} error={error} required={required ?? false} withAsterisk={false}
      data={people.map((p) => ({ value: String(p.id), label: p.name }))}
      filter={({ options, search }) => options.filter((o) => 'value' in o && matches(org, Number(o.value), search))}
      renderOption={({ option }) => {
        const p = org.person.get(Number(option.value));
        return <div><Text>{p?.name}</Text><Text size="xs" c="dimmed">{p && postOf(org, p.id, p.title)}</Text></div>;
      }} />
  );
}
