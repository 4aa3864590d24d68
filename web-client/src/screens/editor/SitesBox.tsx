// SPDX-License-Identifier: GPL-3.0-or-later
// Bridge sites of the meeting; one of them may be the central one.
import { ActionIcon, Button, Group, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { call } from '../../api/client';
import { useT } from '../../i18n';
import type { MeetingDetail, Site } from '../../protocol/generated';
import { notifyError } from '../../ui/notify';
import classes from './editor.module.css';

export function SitesBox({ meeting, reload }: { meeting: MeetingDetail; reload: () => Promise<void> }) {
  const t = useT();
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);

  async function put(sites: (Omit<Site, 'id' | 'unit'> & { id?: number; unit?: number | null })[]) {
    setBusy(true);
    try {
      await call('sites.set', {
        meeting: meeting.id,
        sites: sites.map((s) => ({ name: s.name, central: s.central, ...(s.id === undefined ? {} : { id: s.id }), ...(s.unit ? { unit: s.unit } : {}) })),
      });
      await reload();
    } catch (cause) {
      notifyError(cause);
    } finally {
      setBusy(false);
    }
  }
  const add = (e: FormEvent) => {
    e.preventDefault();
    const n = name.trim();
    if (n === '') return;
    setName('');
    void put([...meeting.sites, { name: n, central: meeting.sites.length === 0 }]);
  };

  return (
    <div>
      <Title order={3}>{t('editor:sites.title')}</Title>
      <Text c="dimmed" mb="sm">{t('editor:sites.help')}</Text>
      {meeting.sites.length > 0 && (
        <Radio.Group label={t('editor:sites.central')} value={String(meeting.sites.find((s) => s.central)?.id ?? '')}
          onChange={(v) => void put(meeting.sites.map((s) => ({ ...s, central: String(s.id) === v })))}>
          <Stack gap={0}>
            {meeting.sites.map((s) => (
              <Group key={s.id} gap="xs" wrap="nowrap">
                <Radio className={classes.check} value={String(s.id)} label={s.name} disabled={busy} />
                <ActionIcon aria-label={t('editor:sites.remove', { name: s.name })} disabled={busy} onClick={() => void put(meeting.sites.filter((x) => x.id !== s.id))}><IconX size={20} aria-hidden /></ActionIcon>
              </Group>
            ))}
          </Stack>
        </Radio.Group>
      )}
      <form onSubmit={add}>
        <Group gap="sm" align="flex-end" mt="xs">
          <TextInput label={t('editor:sites.name')} maxLength={200} value={name} onChange={(e) => setName(e.currentTarget.value)} className={classes.grow} />
          <Button type="submit" variant="default" loading={busy} leftSection={<IconPlus size={20} aria-hidden />}>{t('editor:sites.add')}</Button>
        </Group>
      </form>
    </div>
  );
}
