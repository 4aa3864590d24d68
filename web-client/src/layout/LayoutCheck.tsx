// SPDX-License-Identifier: GPL-3.0-or-later
// The layout check of a stored version, beside its pages: a finding that is chosen is marked on the page.
import { Alert, Text } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { useLang, useT } from '../i18n';
import { layoutApi, placeOf, type Finding, type Place } from './api';
import { LayoutFindings } from './LayoutFindings';

export function LayoutCheck({ version, own = false, onPlace }: { version: number; own?: boolean; onPlace?: (place: Place) => void }) {
  const t = useT();
  const lang = useLang();
  const [chosen, setChosen] = useState<Finding | null>(null);
  const { data, error } = useQuery(`layout ${version}`, (signal) => layoutApi.version(version, own, signal));
  if (error !== undefined) return <Alert color="gray" title={t('layout:title')} role="status">{error.sentence(lang)}</Alert>;
  if (data === undefined) return <Text c="dimmed" role="status">{t('layout:running')}</Text>;
  const pick = (f: Finding) => {
    setChosen(f);
    onPlace?.(placeOf(f));
  };
  return <section aria-label={t('layout:title')}><LayoutFindings report={data} bounded chosen={chosen} onPick={onPlace === undefined ? undefined : pick} /></section>;
}
