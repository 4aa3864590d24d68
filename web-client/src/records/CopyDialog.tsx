// SPDX-License-Identifier: GPL-3.0-or-later
// The clerk chooses the kind of copy; for an extract the pages, and of each how much from where.
import { Alert, Button, Checkbox, Group, Modal, Radio, RangeSlider, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { pageUrl } from '../api/docs';
import { toApiError } from '../api/errors';
import { useLang, useT } from '../i18n';
import { notifyDone } from '../ui/notify';
import { copiesApi, type CopyKind, type Part } from './copies';
import classes from './records.module.css';

type Bands = Map<number, [number, number]>;

function Page({ version, page, band, set }: { version: number; page: number; band: [number, number] | undefined; set: (band: [number, number] | undefined) => void }) {
  const t = useT();
  const [from, to] = band ?? [0, 100];
  return (
    <li className={classes.page} data-taken={band !== undefined || undefined}>
      <div className={classes.thumb}>
        <img src={pageUrl(version, page, 400)} alt="" loading="lazy" />
        {band !== undefined && <><span className={classes.left} style={{ top: 0, height: `${from}%` }} /><span className={classes.left} style={{ bottom: 0, height: `${100 - to}%` }} /></>}
      </div>
      <Checkbox label={t('records:copy.page', { page })} checked={band !== undefined} onChange={(e) => set(e.currentTarget.checked ? [0, 100] : undefined)} data-testid={`copy-page-${page}`} />
      {band !== undefined && (
        <>
          <Text size="sm" id={`copy-band-${page}`}>{from === 0 && to === 100 ? t('records:copy.whole') : t('records:copy.band', { from, to })}</Text>
          <RangeSlider value={band} onChange={set} min={0} max={100} step={5} minRange={5} label={null} thumbFromLabel={t('records:copy.from', { page })} thumbToLabel={t('records:copy.to', { page })} thumbSize={24} py={10} />
        </>
      )}
    </li>
  );
}

function Pages({ version, pages, bands, setBands }: { version: number; pages: number; bands: Bands; setBands: (bands: Bands) => void }) {
  const t = useT();
  const change = (page: number) => (band: [number, number] | undefined) => {
    const next = new Map(bands);
    if (band === undefined) next.delete(page);
    else next.set(page, band);
    setBands(next);
  };
  return (
    <fieldset className={classes.pages}>
      <legend><Text component="span" fw={600}>{t('records:copy.choose')}</Text></legend>
      <ul className={`pn-plain ${classes.grid}`}>{Array.from({ length: Math.min(pages, 500) }, (_, i) => <Page key={i} version={version} page={i + 1} band={bands.get(i + 1)} set={change(i + 1)} />)}</ul>
    </fieldset>
  );
}

type Props = { document: number; version: number; pages: number; withLuc: boolean; onClose: () => void; onDone: () => void };

export function CopyDialog({ document, version, pages, withLuc, onClose, onDone }: Props) {
  const t = useT();
  const lang = useLang();
  const [kind, setKind] = useState<CopyKind>('sao_y');
  const [bands, setBands] = useState<Bands>(new Map());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const parts: Part[] = [...bands].sort(([a], [b]) => a - b).map(([page, [from, to]]) => ({ page, from, to }));
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      const made = await copiesApi.make(document, kind, kind === 'trich_sao' ? parts : undefined);
      notifyDone(t('records:copy.done', { code: made.code }));
      onDone();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={t('records:copy.open')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Radio.Group label={t('records:copy.kindLabel')} value={kind} onChange={(k) => setKind(k as CopyKind)}>
          <Stack gap="sm" mt="xs">
            <Radio value="sao_y" label={t('records:copy.kind.sao_y')} description={t('records:copy.help.sao_y')} />
            <Radio value="sao_luc" label={t('records:copy.kind.sao_luc')} description={t(withLuc ? 'records:copy.help.sao_luc' : 'records:copy.help.noSaoY')} disabled={!withLuc} />
            <Radio value="trich_sao" label={t('records:copy.kind.trich_sao')} description={t('records:copy.help.trich_sao')} data-testid="copy-extract" />
          </Stack>
        </Radio.Group>
        {kind === 'trich_sao' && <Pages version={version} pages={pages} bands={bands} setBands={setBands} />}
        <Text size="sm">{t('records:copy.about')}</Text>
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={kind === 'trich_sao' && parts.length === 0} onClick={() => void run()} data-testid="copy-make">{t('records:copy.make')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
