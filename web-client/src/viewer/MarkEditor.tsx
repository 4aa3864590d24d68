// SPDX-License-Identifier: GPL-3.0-or-later
// The small sheet beside a mark: its words, who may see it, save or delete. Focus goes in and comes back.
import { Button, CloseButton, FocusTrap, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Annotation, Layer } from '../api/docs';
import { useT } from '../i18n';
import { fmtDateTime } from '../ui/format';
import classes from './viewer.module.css';

/** A mark being made has id 0. */
export type Draft = { mark: Annotation; at: { x: number; y: number } };

type Props = {
  draft: Draft; mine: boolean;
  onSave: (mark: Annotation) => Promise<boolean>; onRemove: (id: number) => Promise<boolean>; onClose: () => void;
};

export function MarkEditor({ draft, mine, onSave, onRemove, onClose }: Props) {
  const t = useT();
  const { mark } = draft;
  const [text, setText] = useState(mark.data.text ?? '');
  const [layer, setLayer] = useState<Layer>(mark.layer);
  const [busy, setBusy] = useState(false);
  const left = Math.max(12, Math.min(draft.at.x, window.innerWidth - 372));
  const top = Math.max(12, Math.min(draft.at.y + 12, window.innerHeight - 360));
  const run = async (work: Promise<boolean>) => {
    setBusy(true);
    if (await work) onClose();
    else setBusy(false);
  };
  const empty = mark.kind === 'note' && text.trim() === '';
  return (
    <FocusTrap active>
      <div className={classes.editor} role="dialog" aria-modal="false" aria-label={mark.kind === 'note' ? t('viewer:kind.note') : t('viewer:kind.highlight')}
        style={{ left, top }} onKeyDown={(e) => { e.stopPropagation(); if (e.key === 'Escape') onClose(); }}>
        <Stack gap="sm">
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <Text fw={600}>{mark.kind === 'note' ? t('viewer:kind.note') : t('viewer:kind.highlight')} · {t('viewer:page', { n: mark.page })}</Text>
              {mark.id > 0 && <Text size="xs" c="dimmed">{[mark.name, mark.created_at && fmtDateTime(mark.created_at)].filter(Boolean).join(' · ')}</Text>}
            </div>
            <CloseButton aria-label={t('common:close')} onClick={onClose} />
          </Group>
          {mark.data.quote && <Text size="sm" c="dimmed" lineClamp={3}>“{mark.data.quote}”</Text>}
          {mine ? (
            <>
              <Textarea data-autofocus label={t('viewer:noteText')} maxLength={4000} maxRows={6} value={text} onChange={(e) => setText(e.currentTarget.value)} />
              <SegmentedControl fullWidth aria-label={t('viewer:layer.label')} value={layer} onChange={(v) => setLayer(v as Layer)}
                data={[{ value: 'private', label: t('viewer:layer.private') }, { value: 'shared', label: t('viewer:layer.shared') }]} />
              <Text size="xs" c="dimmed">{layer === 'private' ? t('viewer:layer.privateHelp') : t('viewer:layer.sharedHelp')}</Text>
              <Group justify="space-between">
                {mark.id > 0 ? <Button variant="subtle" color="danger" disabled={busy} onClick={() => void run(onRemove(mark.id))}>{t('viewer:remove')}</Button> : <span />}
                <Button loading={busy} disabled={empty} onClick={() => void run(onSave({ ...mark, layer, data: { ...mark.data, text: text.trim() } }))}>{t('common:save')}</Button>
              </Group>
            </>
          ) : <Text>{mark.data.text || t('viewer:noText')}</Text>}
        </Stack>
      </div>
    </FocusTrap>
  );
}
