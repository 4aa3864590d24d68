// SPDX-License-Identifier: GPL-3.0-or-later
// Page box, zoom, search, notes, download: every tool a labelled 44 px button.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowAutofitHeight, IconArrowAutofitWidth, IconCheck, IconChevronDown, IconChevronUp, IconDownload, IconLayoutSidebar, IconNote, IconSearch, IconZoomIn, IconZoomOut,
} from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useT } from '../i18n';
import type { Zoom } from './geometry';
import classes from './viewer.module.css';

export type ToolbarProps = {
  page: number; pages: number; go: (page: number) => void;
  zoom: Zoom; percent: number; onZoom: (z: Zoom) => void; step: (by: 1 | -1) => void;
  panelOpen: boolean; onPanel: () => void; onSearch: () => void; searching: boolean;
  placing: boolean; onPlacing: (() => void) | undefined; fileUrl: string;
  before?: ReactNode; after?: ReactNode;
};

function Tool({ label, onClick, active, disabled, children }: { label: string; onClick: () => void; active?: boolean; disabled?: boolean; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick} disabled={disabled ?? false} variant={active === true ? 'light' : 'subtle'} color={active === true ? 'brand' : 'gray'}
        {...(active === undefined ? {} : { 'aria-pressed': active })}>{children}</ActionIcon>
    </Tooltip>
  );
}

function PageBox({ page, pages, go }: { page: number; pages: number; go: (page: number) => void }) {
  const t = useT();
  const [text, setText] = useState(String(page));
  useEffect(() => setText(String(page)), [page]);
  const commit = () => {
    const n = Number.parseInt(text, 10);
    if (n >= 1 && n <= pages) go(n);
    else setText(String(page));
  };
  return (
    <div className={classes.barGroup}>
      <Tool label={t('viewer:previous')} onClick={() => go(page - 1)} disabled={page <= 1}><IconChevronUp size={22} aria-hidden /></Tool>
      <input className={classes.pageBox} inputMode="numeric" aria-label={t('viewer:pageBox', { n: pages })} value={text}
        onChange={(e) => setText(e.currentTarget.value.replace(/\D/g, ''))} onBlur={commit} onFocus={(e) => e.currentTarget.select()}
        onKeyDown={(e) => { if (e.key === 'Enter') commit(); }} />
      <span className={classes.of}>/ {pages}</span>
      <Tool label={t('viewer:next')} onClick={() => go(page + 1)} disabled={page >= pages}><IconChevronDown size={22} aria-hidden /></Tool>
    </div>
  );
}

function ZoomBox({ zoom, percent, onZoom, step }: Pick<ToolbarProps, 'zoom' | 'percent' | 'onZoom' | 'step'>) {
  const t = useT();
  const entry = (value: Zoom, label: string, icon: ReactNode) => (
    <Menu.Item key={String(value)} leftSection={icon} onClick={() => onZoom(value)} rightSection={zoom === value ? <IconCheck size={18} aria-label={t('viewer:chosen')} /> : null}>{label}</Menu.Item>
  );
  return (
    <div className={classes.barGroup}>
      <Tool label={t('viewer:zoomOut')} onClick={() => step(-1)}><IconZoomOut size={22} aria-hidden /></Tool>
      {/* Not in a portal: it stays inside its landmark. */}
      <Menu withinPortal={false}>
        <Menu.Target>
          <button type="button" className={classes.row} style={{ width: 'auto' }} aria-label={t('viewer:zoomMenu', { n: percent })}>
            <span className={classes.zoomText}>{percent}%</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {entry('width', t('viewer:fitWidth'), <IconArrowAutofitWidth size={20} aria-hidden />)}
          {entry('page', t('viewer:fitPage'), <IconArrowAutofitHeight size={20} aria-hidden />)}
          <Menu.Divider />
          {[0.5, 0.75, 1, 1.5, 2].map((z) => entry(z, `${z * 100}%`, <span style={{ width: 20 }} />))}
        </Menu.Dropdown>
      </Menu>
      <Tool label={t('viewer:zoomIn')} onClick={() => step(1)}><IconZoomIn size={22} aria-hidden /></Tool>
    </div>
  );
}

export function Toolbar(p: ToolbarProps) {
  const t = useT();
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('viewer:tools')}>
      {p.before}
      <Tool label={t('viewer:panel')} onClick={p.onPanel} active={p.panelOpen}><IconLayoutSidebar size={22} aria-hidden /></Tool>
      <PageBox page={p.page} pages={p.pages} go={p.go} />
      <ZoomBox zoom={p.zoom} percent={p.percent} onZoom={p.onZoom} step={p.step} />
      <span className={classes.barSpace} />
      <div className={classes.barGroup}>
        <Tool label={t('viewer:search')} onClick={p.onSearch} active={p.searching}><IconSearch size={22} aria-hidden /></Tool>
        {p.onPlacing && <Tool label={t('viewer:addNote')} onClick={p.onPlacing} active={p.placing}><IconNote size={22} aria-hidden /></Tool>}
        <Tooltip label={t('viewer:download')}>
          <ActionIcon component="a" href={p.fileUrl} download aria-label={t('viewer:download')}><IconDownload size={22} aria-hidden /></ActionIcon>
        </Tooltip>
      </div>
      {p.after}
    </div>
  );
}
