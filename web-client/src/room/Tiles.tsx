// SPDX-License-Identifier: GPL-3.0-or-later
// Faces: a strip, one large, or a grid with pages. A tile always says in words who it is, whether the microphone is on and how good the
// line is; a tap on it opens what can be done with it.
import { Button, Menu, Text, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconMicrophone, IconMicrophoneOff, IconPin, IconPinned, IconPinnedOff, IconVolume } from '@tabler/icons-react';
import { useEffect, useRef, useState, type CSSProperties, type RefObject } from 'react';
import { useT } from '../i18n';
import { levelOf } from '../media/quality';
import { initials } from '../ui/format';
import { facesOf, type Face } from './faces';
import { columns } from './layout';
import { LineMark, qualitySentence } from './LineMark';
import { Picture, usePlace, Video } from './Picture';
import { useMedia, useRoom, useRoomSession, useView } from './session';
import classes from './room.module.css';

/** Everybody, with my own microphone as this tab knows it. */
export function useFaces(): Face[] {
  const s = useRoom();
  const { local } = useMedia();
  return facesOf(s).map((f) => (f.mine ? { ...f, micOn: local.mic.on } : f));
}

function TileMenu({ face }: { face: Face }) {
  const t = useT();
  const session = useRoomSession();
  const { pinned } = useView();
  const quality = useQuality(face);
  const on = pinned === face.key;
  return (
    <Menu position="bottom" width={280} withinPortal>
      <Menu.Target><UnstyledButton className={classes.tileButton} aria-label={t('media:tile.menu', { name: face.name })} /></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label><Text size="sm" fw={600}>{face.name}</Text><Text size="sm">{quality === '' ? t('media:line.unknown') : quality}</Text></Menu.Label>
        <Menu.Item leftSection={on ? <IconPinnedOff size={20} aria-hidden /> : <IconPin size={20} aria-hidden />} onClick={() => session.setView({ pinned: on ? null : face.key })}>
          {on ? t('media:pin.off') : t('media:pin.on')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function useLine(face: Face) {
  const s = useRoom();
  const session = useRoomSession();
  useMedia();
  return face.mine ? session.myLine() : s.lines[face.peer];
}

function useQuality(face: Face): string {
  return qualitySentence(useT(), useLine(face));
}

function Badges({ face }: { face: Face }) {
  const t = useT();
  const { pinned } = useView();
  const line = useLine(face);
  const level = levelOf(line, face.mine);
  return (
    <span className={classes.tileTop}>
      {face.floor && <span className={classes.plateFloor}>{t('room:tile.floor')}</span>}
      {pinned === face.key && <span className={classes.mark}><IconPinned size={16} aria-hidden /><span>{t('media:pin.word')}</span></span>}
      {level !== null && <LineMark level={level} title={qualitySentence(t, line)} />}
    </span>
  );
}

/* Why there is no moving picture although one is sent: said in words on the tile. */
function Note({ face }: { face: Face }) {
  const t = useT();
  const s = useRoom();
  const media = useMedia();
  if (face.mine || face.camera === null) return null;
  const text = media.low !== null ? t('media:tile.low') : s.paused.has(face.camera) ? t('media:tile.paused') : null;
  return text === null ? null : <span className={classes.tileNote}>{text}</span>;
}

export function Tile({ face, as = 'li', style }: { face: Face; as?: 'li' | 'div'; style?: CSSProperties }) {
  const t = useT();
  const media = useMedia();
  const ref = useRef<HTMLElement>(null);
  usePlace(ref, face.mine ? null : face.camera);
  const Box = as as 'li';
  return (
    <Box ref={ref as RefObject<HTMLLIElement>} className={classes.tile} data-speaking={face.speaking || undefined} data-person={face.person ?? undefined} data-face={face.key} style={style}>
      <span className={classes.face} aria-hidden>{initials(face.name)}</span>
      {face.mine
        ? media.local.camera.on && media.self !== null && <Video stream={media.self} mirrored label={t('room:tile.picture', { name: face.name })} />
        : face.camera !== null && <Picture track={face.camera} label={t('room:tile.picture', { name: face.name })} />}
      <Badges face={face} />
      <Note face={face} />
      <span className={classes.plate}>
        {face.micOn ? <IconMicrophone size={16} aria-hidden /> : <IconMicrophoneOff size={16} aria-hidden />}
        <span className="pn-hidden">{face.micOn ? t('room:tile.micOn') : t('room:tile.micOff')}</span>
        <span className={classes.plateName}>{face.mine ? t('room:tile.me', { name: face.name }) : face.name}</span>
        {face.speaking && <IconVolume size={16} role="img" aria-label={t('room:tile.speaking')} />}
      </span>
      <TileMenu face={face} />
    </Box>
  );
}

export function Strip({ faces, total }: { faces: Face[]; total: number }) {
  const t = useT();
  return (
    <section className={classes.stripBox} aria-label={t('room:tile.list', { n: total })} tabIndex={0}>
      <ul className={classes.strip}>{faces.map((f) => <Tile key={f.key} face={f} />)}</ul>
    </section>
  );
}

export function Speaker({ main, strip }: { main: Face; strip: Face[] }) {
  return (
    <>
      <Strip faces={strip} total={strip.length + 1} />
      <div className={classes.speakerBox}><Tile key={main.key} as="div" face={main} /></div>
    </>
  );
}

const PADDING = 24;

/* The room inside the box, without its padding. */
function useInner(ref: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const el = ref.current;
    if (el === null) return;
    const watch = new ResizeObserver(() => setSize({ width: el.clientWidth - PADDING, height: el.clientHeight - PADDING }));
    watch.observe(el);
    return () => watch.disconnect();
  }, [ref]);
  return size;
}

/** Nine on a wide screen, four on a phone: what one can still recognise. */
export function usePerPage(): number {
  return useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false }) ? 4 : 9;
}

export function Grid({ tiles, total, page, pages, onPage }: { tiles: Face[]; total: number; page: number; pages: number; onPage: (page: number) => void }) {
  const t = useT();
  const ref = useRef<HTMLElement>(null);
  const { width, height } = useInner(ref);
  const cols = width <= 0 ? 1 : columns(tiles.length, width, height);
  const rows = Math.ceil(tiles.length / cols);
  const tile = width <= 0 ? {} : { maxWidth: Math.floor(Math.min((width - 12 * (cols - 1)) / cols, (((height - 12 * (rows - 1)) / rows) * 16) / 9)) };
  return (
    <>
      <section ref={ref} className={classes.gridBox} aria-label={t('room:tile.list', { n: total })} tabIndex={0}>
        <ul className={classes.grid} style={{ gridTemplateColumns: `repeat(${cols}, minmax(0, ${tile.maxWidth === undefined ? '1fr' : `${Math.max(140, tile.maxWidth)}px`}))` }}>
          {tiles.map((f) => <Tile key={f.key} face={f} />)}
        </ul>
      </section>
      {pages > 1 && (
        <nav className={classes.pager} aria-label={t('media:grid.pages')}>
          <Button variant="default" disabled={page === 0} leftSection={<IconChevronLeft size={20} aria-hidden />} onClick={() => onPage(page - 1)}>{t('media:grid.before')}</Button>
          <Text role="status">{t('media:grid.page', { page: page + 1, pages })}</Text>
          <Button variant="default" disabled={page + 1 >= pages} rightSection={<IconChevronRight size={20} aria-hidden />} onClick={() => onPage(page + 1)}>{t('media:grid.next')}</Button>
        </nav>
      )}
    </>
  );
}
