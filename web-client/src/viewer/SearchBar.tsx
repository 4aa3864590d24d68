// SPDX-License-Identifier: GPL-3.0-or-later
// The search line under the toolbar; the count is announced, Enter goes on, Escape closes.
import { ActionIcon, Loader, TextInput, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useT } from '../i18n';
import type { Search } from './useSearch';
import classes from './viewer.module.css';

export function SearchBar({ search, onClose }: { search: Search; onClose: () => void }) {
  const t = useT();
  const [text, setText] = useState(search.query);
  const same = search.done && text.trim() === search.query;
  const none = same && search.hits.length === 0;
  return (
    <search className={classes.search} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); onClose(); } }}>
      <form onSubmit={(e) => { e.preventDefault(); if (same) search.step(1); else void search.run(text); }}>
        <TextInput autoFocus type="search" aria-label={t('viewer:searchIn')} placeholder={t('viewer:searchIn')} maxLength={200} value={text} onChange={(e) => setText(e.currentTarget.value)}
          leftSection={<IconSearch size={18} aria-hidden />} rightSection={search.busy ? <Loader size={18} /> : null} />
      </form>
      <span className={classes.count} role="status">
        {none ? t('viewer:noHits') : same ? t('viewer:hitOf', { at: search.at + 1, n: search.hits.length }) : ''}
      </span>
      <Tooltip label={t('viewer:previousHit')}>
        <ActionIcon aria-label={t('viewer:previousHit')} disabled={search.hits.length === 0} onClick={() => search.step(-1)}><IconChevronUp size={22} aria-hidden /></ActionIcon>
      </Tooltip>
      <Tooltip label={t('viewer:nextHit')}>
        <ActionIcon aria-label={t('viewer:nextHit')} disabled={search.hits.length === 0} onClick={() => search.step(1)}><IconChevronDown size={22} aria-hidden /></ActionIcon>
      </Tooltip>
      <ActionIcon aria-label={t('viewer:closeSearch')} onClick={onClose}><IconX size={22} aria-hidden /></ActionIcon>
    </search>
  );
}
