// SPDX-License-Identifier: GPL-3.0-or-later
// Left panel: thumbnails, outline, hits, notes. A tab list by the ARIA pattern: arrows move, the panel follows.
import { ActionIcon, Badge, Button, Text } from '@mantine/core';
import { IconLayoutGrid, IconList, IconNote, IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { docs, pageUrl, type Annotation, type OutlineNode, type VersionInfo } from '../api/docs';
import { useT } from '../i18n';
import type { Search } from './useSearch';
import classes from './viewer.module.css';

export type PanelTab = 'pages' | 'outline' | 'hits' | 'notes';

type Props = {
  info: VersionInfo; /** Thumbnails may load. */ pictures: boolean; page: number; go: (page: number) => void; tab: PanelTab; onTab: (tab: PanelTab) => void; onClose: () => void;
  search: Search; notes: Annotation[] | undefined; onNote: (a: Annotation) => void; onAddNote: () => void;
};

function Thumbs({ info, pictures, page, go }: Pick<Props, 'info' | 'pictures' | 'page' | 'go'>) {
  const t = useT();
  const here = useRef<HTMLButtonElement>(null);
  /* Newer browsers give a promise back: an effect must not return it. */
  useEffect(() => { here.current?.scrollIntoView({ block: 'nearest' }); }, [page]);
  return (
    <div className={classes.thumbs}>
      {info.pages.map(([w, h], i) => (
        <button key={i} ref={i + 1 === page ? here : undefined} type="button" className={classes.thumb} onClick={() => go(i + 1)}
          aria-label={t('viewer:page', { n: i + 1 })} aria-current={i + 1 === page ? 'page' : undefined}>
          <img {...(pictures ? { src: pageUrl(info.id, i + 1, 200) } : {})} alt="" loading="lazy" style={{ aspectRatio: `${w} / ${h}` }} />
          <span aria-hidden>{i + 1}</span>
        </button>
      ))}
    </div>
  );
}

function flatten(nodes: OutlineNode[], depth: number, out: { title: string; page: number; depth: number }[]) {
  for (const n of nodes) {
    out.push({ title: n.title, page: n.page, depth });
    flatten(n.children ?? [], depth + 1, out);
  }
  return out;
}

function Outline({ info, page, go }: Pick<Props, 'info' | 'page' | 'go'>) {
  const t = useT();
  const [nodes, setNodes] = useState<OutlineNode[]>();
  useEffect(() => {
    const control = new AbortController();
    docs.outline(info.id, control.signal).then((r) => setNodes(r.outline ?? r.items ?? [])).catch(() => setNodes([]));
    return () => control.abort();
  }, [info.id]);
  if (nodes === undefined) return <Text c="dimmed" role="status">{t('common:loading')}</Text>;
  if (nodes.length === 0) return <Text c="dimmed">{t('viewer:noOutline')}</Text>;
  const rows = flatten(nodes, 0, []);
  const here = rows.findLastIndex((r) => r.page <= page);
  return (
    <ul className="pn-plain">
      {rows.map((r, i) => (
        <li key={i}>
          <button type="button" className={classes.row} style={{ paddingLeft: 10 + r.depth * 14 }} aria-current={i === here ? 'true' : undefined} onClick={() => go(r.page)}>
            {r.title}<small>{t('viewer:page', { n: r.page })}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Hits({ search }: { search: Search }) {
  const t = useT();
  if (search.hits.length === 0) return <Text c="dimmed">{search.done ? t('viewer:noHits') : t('viewer:searchHint')}</Text>;
  return (
    <ul className="pn-plain">
      {search.hits.map((h, i) => (
        <li key={i}>
          <button type="button" className={classes.row} aria-current={i === search.at ? 'true' : undefined} onClick={() => search.pick(i)}>
            {h.excerpt}<small>{t('viewer:page', { n: h.page })}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Notes({ notes, onNote, onAddNote }: { notes: Annotation[] } & Pick<Props, 'onNote' | 'onAddNote'>) {
  const t = useT();
  return (
    <>
      <Button variant="default" fullWidth mb="sm" onClick={onAddNote}>{t('viewer:addNoteHere')}</Button>
      {notes.length === 0 && <Text c="dimmed">{t('viewer:noNotes')}</Text>}
      <ul className="pn-plain">
        {notes.map((a) => (
          <li key={a.id}>
            <button type="button" className={classes.row} onClick={() => onNote(a)}>
              {a.data.text || a.data.quote || t('viewer:kind.highlight')}
              <small>
                {t('viewer:page', { n: a.page })} · {a.kind === 'note' ? t('viewer:kind.note') : t('viewer:kind.highlight')}
                {a.layer === 'shared' && a.name !== undefined ? ` · ${a.name}` : ''}
              </small>
              {a.layer === 'shared' && <Badge mt={4}>{t('viewer:layer.shared')}</Badge>}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function SidePanel(p: Props) {
  const t = useT();
  const id = useId();
  const tabs: { key: PanelTab; label: string; icon: typeof IconList }[] = [
    { key: 'pages', label: t('viewer:tab.pages'), icon: IconLayoutGrid },
    { key: 'outline', label: t('viewer:tab.outline'), icon: IconList },
    { key: 'hits', label: t('viewer:tab.hits'), icon: IconSearch },
    ...(p.notes ? [{ key: 'notes' as const, label: t('viewer:tab.notes'), icon: IconNote }] : []),
  ];
  const onKey = (e: KeyboardEvent<HTMLDivElement>) => {
    const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    e.preventDefault();
    e.stopPropagation();
    const at = (tabs.findIndex((x) => x.key === p.tab) + by + tabs.length) % tabs.length;
    p.onTab(tabs[at]!.key);
    e.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[at]?.focus();
  };
  return (
    <aside className={classes.panel} aria-label={t('viewer:panelName')}>
      <div className={classes.panelTabs}>
        <div role="tablist" aria-label={t('viewer:panelName')} onKeyDown={onKey} style={{ display: 'flex', flex: 1 }}>
          {tabs.map(({ key, label, icon: Icon }) => (
            <button key={key} type="button" role="tab" id={`${id}-${key}`} aria-controls={`${id}-panel`} aria-selected={p.tab === key} tabIndex={p.tab === key ? 0 : -1} onClick={() => p.onTab(key)}>
              <Icon size={20} aria-hidden />{label}
            </button>
          ))}
        </div>
        <ActionIcon hiddenFrom="sm" aria-label={t('viewer:closePanel')} onClick={p.onClose}><IconX size={22} aria-hidden /></ActionIcon>
      </div>
      <div className={classes.panelBody} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${p.tab}`} tabIndex={0}>
        {p.tab === 'pages' && <Thumbs info={p.info} pictures={p.pictures} page={p.page} go={p.go} />}
        {p.tab === 'outline' && <Outline info={p.info} page={p.page} go={p.go} />}
        {p.tab === 'hits' && <Hits search={p.search} />}
        {p.tab === 'notes' && p.notes && <Notes notes={p.notes} onNote={p.onNote} onAddNote={p.onAddNote} />}
      </div>
    </aside>
  );
}
