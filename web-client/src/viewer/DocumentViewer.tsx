// SPDX-License-Identifier: GPL-3.0-or-later
// Screen 6: one paper as a continuous scroll of page images. Used by the paper page and, with `follow`, by the room.
import { Button, Center, Group, Skeleton, Stack } from '@mantine/core';
import { IconHighlight, IconNote } from '@tabler/icons-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { useQuery } from '../api/client';
import { docs, type Annotation, type VersionInfo } from '../api/docs';
import { useT } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { forgetVersion, panelStartsOpen, versionOnce } from './ahead';
import { clampZoom, currentPage, layOut, scaleOf, visibleRange, type Zoom } from './geometry';
import { MarkEditor, type Draft } from './MarkEditor';
import { Marks } from './Marks';
import { PageView, type PageHits } from './PageView';
import { PlaceFrame } from './PlaceFrame';
import { SearchBar } from './SearchBar';
import { readSelection, type Picked } from './selection';
import { SidePanel, type PanelTab } from './SidePanel';
import { Toolbar } from './Toolbar';
import { useAnnotations } from './useAnnotations';
import { useSearch } from './useSearch';
import { usePinch } from './usePinch';
import classes from './viewer.module.css';

export type ViewerPlace = { page: number; rect: [number, number, number, number] | null };
export type ViewerPointer = { page: number; x: number; y: number };

export type DocumentViewerProps = {
  versionId: number;
  /** Where to be. A change scrolls there, unless it is where we are already. */
  page?: number;
  /** The page in view changed; `byUser` is false when the change came from `page`. */
  onPage?: (page: number, byUser: boolean) => void;
  /** Stay on `page` also after a resize or zoom, as one who follows the presenter does. */
  follow?: boolean;
  /** Presenter's pointer, fractions 0..1 of its page. */
  pointer?: ViewerPointer | null;
  /** Our own pointer over a page (presenter); called for every move: throttle it yourself. */
  onPointer?: (at: ViewerPointer) => void;
  /** A place somebody points out (points from the top left of its page): gone to, and framed. */
  place?: ViewerPlace | null;
  /** The person, for "mine"; without it marks are read-only. */
  me?: number;
  /** Start without the side panel (room). */
  compact?: boolean;
  before?: ReactNode;
  after?: ReactNode;
};

export function DocumentViewer(props: DocumentViewerProps) {
  const { data, error, reload } = useQuery(`version ${props.versionId}`, () => versionOnce(props.versionId));
  if (data) return <Viewer key={data.id} {...props} info={data} />;
  return (
    <div className={classes.viewer}>
      <div className={classes.bar}>{props.before}<Skeleton h={44} w={240} /><span className={classes.barSpace} />{props.after}</div>
      {error
        ? <Center p="lg" flex={1}><ErrorNote error={error} onRetry={() => void reload()} /></Center>
        : <Stack p="md" align="center" flex={1} role="status"><Skeleton h="90%" mih={300} maw={720} /></Stack>}
    </div>
  );
}

const READ_AFTER = 800;

function Viewer({ info, page: wanted, onPage, follow = false, pointer, onPointer, place, me, compact = false, before, after }: DocumentViewerProps & { info: VersionInfo }) {
  const t = useT();
  const root = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ width: 0, height: 0 });
  const [scrollTop, setScrollTop] = useState(0);
  /* Without a wish, go on where this person stopped reading. */
  const first = Math.min(Math.max(wanted ?? info.last_page ?? 1, 1), Math.max(info.pages.length, 1));
  const [page, setPage] = useState(first);
  const [zoom, setZoom] = useState<Zoom>('width');
  const [panel, setPanel] = useState(!compact && panelStartsOpen());
  const [tab, setTab] = useState<PanelTab>('pages');
  const [searching, setSearching] = useState(false);
  const [placing, setPlacing] = useState(false);
  const [draft, setDraft] = useState<Draft | null>(null);
  /* Thumbnails wait for the first page: they would stand in its way, on the line and in the renderer. */
  const [opened, setOpened] = useState(false);
  const onSettled = useCallback(() => setOpened(true), []);
  const [picked, setPicked] = useState<{ list: Picked; x: number; y: number } | null>(null);
  const annotations = useAnnotations(info.id, info.pages, me);

  const scale = useMemo(
    () => scaleOf(zoom, info.pages, view, zoom === 'page' ? page : 1),
    /* With mixed page sizes "fit page" follows the page in view; the others must not relayout while scrolling. */
    [zoom, info.pages, view, zoom === 'page' ? page : 0],
  );
  const layout = useMemo(() => layOut(info.pages, scale, view.width), [info.pages, scale, view.width]);
  const now = useRef({ layout, page, scrollTop, lastInput: 0, anchor: { page: first, part: 0 } });
  now.current.layout = layout;
  now.current.page = page;

  const go = useCallback((n: number) => {
    const el = stage.current;
    const box = now.current.layout.boxes[n - 1];
    if (!el || !box) return;
    now.current.anchor = { page: n, part: 0 };
    el.scrollTop = box.top - 8;
    setPage(n);
  }, []);
  const userGo = useCallback((n: number) => {
    now.current.lastInput = performance.now();
    go(n);
    if (window.innerWidth < 768) setPanel(false);
  }, [go]);
  const search = useSearch(info.id, useCallback(() => now.current.page, []), userGo);

  /* Measured before the first paint: the first picture is asked for with the first frame, not after it. */
  useLayoutEffect(() => {
    const el = stage.current;
    if (!el) return;
    const measure = () => setView((v) => (v.width === el.clientWidth && v.height === el.clientHeight ? v : { width: el.clientWidth, height: el.clientHeight }));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, []);

  /* A new layout (zoom, resize, panel) keeps the same words under the eye. */
  useEffect(() => {
    const el = stage.current;
    const { anchor } = now.current;
    const box = layout.boxes[anchor.page - 1];
    if (!el || !box || view.width === 0) return;
    el.scrollTop = follow && wanted !== undefined ? (layout.boxes[wanted - 1]?.top ?? 8) - 8 : box.top + anchor.part * box.height - (anchor.part === 0 ? 8 : 0);
    el.scrollLeft = (el.scrollWidth - el.clientWidth) / 2;
  }, [layout, view.width]); // eslint-disable-line

  useEffect(() => {
    if (wanted !== undefined && wanted !== now.current.page) go(wanted);
  }, [wanted, follow, go]);

  /* On a telephone the list that points out stands below: bring the page back into view. */
  useEffect(() => {
    if (place == null) return;
    if (place.page !== now.current.page) go(place.page);
    root.current?.scrollIntoView({ block: 'nearest' });
  }, [place, go]);

  const reported = useRef(first);
  useEffect(() => {
    if (reported.current === page) return;
    reported.current = page;
    onPage?.(page, performance.now() - now.current.lastInput < 1200);
  }, [page, onPage]);

  /* Read means: stayed in view, not flown by. */
  const read = useRef(new Set<number>());
  useEffect(() => {
    const timer = setTimeout(() => {
      if (read.current.has(page) || view.width === 0) return;
      read.current.add(page);
      forgetVersion(info.id);
      docs.markRead(info.id, page).catch(() => read.current.delete(page));
    }, READ_AFTER);
    return () => clearTimeout(timer);
  }, [info.id, page, view.width]);

  const onScroll = () => {
    const el = stage.current;
    if (!el) return;
    setScrollTop(el.scrollTop);
    const n = currentPage(now.current.layout.boxes, el.scrollTop, el.clientHeight);
    const box = now.current.layout.boxes[n - 1];
    if (box) now.current.anchor = { page: n, part: (el.scrollTop - box.top) / box.height };
    setPage(n);
  };
  const touched = () => { now.current.lastInput = performance.now(); };

  const stepZoom = useCallback((by: 1 | -1) => setZoom(clampZoom((now.current.layout.scale / (96 / 72)) * (by === 1 ? 1.2 : 1 / 1.2))), []);
  usePinch(stage, useCallback((factor: number) => {
    setZoom(clampZoom((now.current.layout.scale / (96 / 72)) * factor));
  }, []));

  const closeSearch = () => { setSearching(false); search.clear(); stage.current?.focus(); };
  const onKey = (e: KeyboardEvent) => {
    const inside = e.target === document.body || (e.target instanceof Node && root.current?.contains(e.target) === true);
    if (!inside || e.defaultPrevented) return;
    const typing = e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement;
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'f') { e.preventDefault(); setSearching(true); return; }
    if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
    touched();
    const moves: Record<string, () => void> = {
      '+': () => stepZoom(1), '=': () => stepZoom(1), '-': () => stepZoom(-1), '0': () => setZoom('width'),
      ArrowRight: () => go(page + 1), ArrowLeft: () => go(page - 1), Home: () => go(1), End: () => go(info.pages.length),
      '/': () => setSearching(true), Escape: () => { setPlacing(false); setPicked(null); },
    };
    const move = moves[e.key];
    if (!move) return;
    e.preventDefault();
    move();
  };
  /* On the document: right after the page has opened nothing inside has the focus yet. */
  const keys = useRef(onKey);
  keys.current = onKey;
  useEffect(() => {
    const listen = (e: KeyboardEvent) => keys.current(e);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  /* ---- marks ---- */
  const mark = (p: { page: number; kind: Annotation['kind']; data: Annotation['data'] }): Annotation => ({ id: 0, layer: 'private', ...p });
  const openMark = useCallback((a: Annotation, at: DOMRect) => setDraft({ mark: a, at: { x: at.left, y: at.bottom } }), []);
  const addNoteHere = () => {
    const el = stage.current?.getBoundingClientRect();
    setDraft({ mark: mark({ page, kind: 'note', data: { x: 0.9, y: 0.04 } }), at: { x: (el?.left ?? 0) + 40, y: (el?.top ?? 0) + 40 } });
    if (window.innerWidth < 768) setPanel(false);
  };
  const fractions = (e: { clientX: number; clientY: number; target: EventTarget }): ViewerPointer | null => {
    const el = (e.target as HTMLElement).closest<HTMLElement>('[data-page]');
    if (!el) return null;
    const box = el.getBoundingClientRect();
    return { page: Number(el.dataset['page']), x: (e.clientX - box.left) / box.width, y: (e.clientY - box.top) / box.height };
  };
  const onPointerUp = (e: PointerEvent<HTMLDivElement>) => {
    touched();
    if (me === undefined) return;
    const at = fractions(e);
    if (placing && at) {
      setPlacing(false);
      setDraft({ mark: mark({ page: at.page, kind: 'note', data: { x: at.x, y: at.y } }), at: { x: e.clientX, y: e.clientY } });
      return;
    }
    /* The selection is final only after this event. */
    setTimeout(() => {
      const el = stage.current;
      const s = el && readSelection(el);
      if (!s) return setPicked(null);
      const home = el.parentElement!.getBoundingClientRect();
      setPicked({ list: s.picked, x: Math.max(8, Math.min(s.at.x - home.left - 120, home.width - 250)), y: Math.min(s.at.y - home.top + 8, home.height - 60) });
    }, 0);
  };
  const highlight = async () => {
    for (const p of picked?.list ?? []) await annotations.add({ page: p.page, kind: 'highlight', layer: 'private', data: { rects: p.rects, quote: p.quote } });
    document.getSelection()?.removeAllRanges();
    setPicked(null);
  };
  const noteOnSelection = () => {
    const p = picked?.list[0];
    const el = stage.current?.parentElement?.getBoundingClientRect();
    if (!p || !picked) return;
    setDraft({ mark: mark({ page: p.page, kind: 'note', data: { rects: p.rects, quote: p.quote } }), at: { x: (el?.left ?? 0) + picked.x, y: (el?.top ?? 0) + picked.y } });
    setPicked(null);
  };
  const saveMark = (m: Annotation) => (m.id === 0 ? annotations.add(m) : annotations.change(m));
  const isMine = (a: Annotation) => a.id === 0 || a.person === me;

  const byPage = useMemo(() => {
    const map = new Map<number, Annotation[]>();
    for (const a of annotations.list) map.set(a.page, [...(map.get(a.page) ?? []), a]);
    return map;
  }, [annotations.list]);
  const hitsByPage = useMemo(() => {
    const map = new Map<number, PageHits>();
    search.hits.forEach((h, i) => map.set(h.page, [...(map.get(h.page) ?? []), { rects: h.rects, current: i === search.at }]));
    return map;
  }, [search.hits, search.at]);

  const [from, to] = visibleRange(layout.boxes, scrollTop, view.height, view.height);
  const pageNumbers = view.width === 0 ? [] : Array.from({ length: to - from + 1 }, (_, i) => from + i + 1);

  return (
    <div ref={root} className={classes.viewer}>
      <Toolbar page={page} pages={info.pages.length} go={userGo} zoom={zoom} percent={Math.round(scale / (96 / 72) * 100)} onZoom={setZoom} step={stepZoom}
        panelOpen={panel} onPanel={() => setPanel(!panel)} searching={searching} onSearch={() => (searching ? closeSearch() : setSearching(true))}
        placing={placing} onPlacing={me === undefined ? undefined : () => setPlacing(!placing)} fileUrl={docs.fileUrl(info.id)} before={before} after={after} />
      {searching && <SearchBar search={search} onClose={closeSearch} />}
      <div className={classes.body}>
        {panel && (
          <SidePanel info={info} pictures={opened} page={page} go={userGo} tab={tab} onTab={setTab} onClose={() => setPanel(false)} search={search}
            notes={me === undefined ? undefined : annotations.list} onAddNote={addNoteHere}
            onNote={(a) => { userGo(a.page); const el = stage.current?.getBoundingClientRect(); setDraft({ mark: a, at: { x: (el?.left ?? 0) + 24, y: (el?.top ?? 0) + 24 } }); }} />
        )}
        <div ref={stage} className={`${classes.stage} ${placing ? classes.placing : ''}`} tabIndex={0} role="region" aria-label={t('viewer:region', { title: info.title })}
          onScroll={onScroll} onWheel={touched} onTouchMove={touched} onPointerDown={touched} onPointerUp={onPointerUp}
          onPointerMove={onPointer ? (e) => { const at = fractions(e); if (at) onPointer(at); } : undefined}>
          <div className={classes.sheet} style={{ width: layout.width, height: layout.height }}>
            {pageNumbers.map((n) => {
              const box = layout.boxes[n - 1]!;
              return (
                <PageView key={n} version={info.id} page={n} box={box} scale={scale} hits={hitsByPage.get(n) ?? NO_HITS} textOn onSettled={onSettled}>
                  <Marks list={byPage.get(n) ?? NO_MARKS} onOpen={openMark} />
                  {place?.page === n && place.rect !== null && <PlaceFrame rect={place.rect} scale={scale} />}
                  {pointer?.page === n && <span className={classes.pointer} aria-hidden style={{ left: `${pointer.x * 100}%`, top: `${pointer.y * 100}%` }} />}
                </PageView>
              );
            })}
          </div>
        </div>
        {picked && (
          <Group className={classes.float} style={{ left: picked.x, top: picked.y }} role="toolbar" aria-label={t('viewer:selectionTools')}>
            <Button variant="subtle" color="gray" px={10} leftSection={<IconHighlight size={20} aria-hidden />} onClick={() => void highlight()}>{t('viewer:highlight')}</Button>
            <Button variant="subtle" color="gray" px={10} leftSection={<IconNote size={20} aria-hidden />} onClick={noteOnSelection}>{t('viewer:note')}</Button>
          </Group>
        )}
      </div>
      {draft && <MarkEditor key={`${draft.mark.id}/${draft.at.y}`} draft={draft} mine={me !== undefined && isMine(draft.mark)} onSave={saveMark} onRemove={annotations.remove} onClose={() => { setDraft(null); stage.current?.focus({ preventScroll: true }); }} />}
      <span className="pn-hidden" role="status">{placing ? t('viewer:placingHelp') : t('viewer:pageOf', { at: page, n: info.pages.length })}</span>
    </div>
  );
}

const NO_HITS: PageHits = [];
const NO_MARKS: Annotation[] = [];
