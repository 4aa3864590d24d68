// SPDX-License-Identifier: GPL-3.0-or-later
// Who is in the room, as pictures: a strip above the document, or a grid when nothing is presented. A tile always says in words
// who it is and whether the microphone is on; the speaker has a ring and a word.
import { IconMicrophone, IconMicrophoneOff, IconVolume } from '@tabler/icons-react';
import { memo, useEffect, useRef } from 'react';
import { useT } from '../i18n';
import { initials } from '../ui/format';
import { chooseVideos, useMedia, useRoom } from './session';
import { nameOf, participantOf, type RoomState } from './state';
import classes from './room.module.css';

export const Video = memo(function Video({ stream, mirrored = false, label }: { stream: MediaStream; mirrored?: boolean; label: string }) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const el = ref.current;
    if (el === null) return;
    if (el.srcObject !== stream) el.srcObject = stream;
    void el.play().catch(() => undefined);
  }, [stream]);
  return <video ref={ref} className={mirrored ? classes.mirrored : classes.video} autoPlay playsInline muted aria-label={label} />;
});

type TileData = { person: number; name: string; title: string; video: MediaStream | null; mine: boolean; micOn: boolean; speaking: boolean; floor: boolean };

function Tile({ tile }: { tile: TileData }) {
  const t = useT();
  return (
    <li className={classes.tile} data-speaking={tile.speaking || undefined} data-person={tile.person}>
      {/* The initials stand behind the picture: a video without a first frame is transparent, so nobody is ever a black box. */}
      <span className={classes.face} aria-hidden>{initials(tile.name)}</span>
      {tile.video !== null && <Video stream={tile.video} mirrored={tile.mine} label={t('room:tile.picture', { name: tile.name })} />}
      {tile.floor && <span className={classes.plateFloor}>{t('room:tile.floor')}</span>}
      <span className={classes.plate}>
        {tile.micOn ? <IconMicrophone size={16} aria-hidden /> : <IconMicrophoneOff size={16} aria-hidden />}
        <span className="pn-hidden">{tile.micOn ? t('room:tile.micOn') : t('room:tile.micOff')}</span>
        <span className={classes.plateName}>{tile.mine ? t('room:tile.me', { name: tile.name }) : tile.name}</span>
        {tile.speaking && <IconVolume size={16} role="img" aria-label={t('room:tile.speaking')} />}
      </span>
    </li>
  );
}

/** Me last in the strip; before that the floor, the chair, then protocol order. */
function order(s: RoomState): number[] {
  const key = (p: number): number => {
    if (p === s.me) return 1e9;
    if (p === s.floor.speaker?.person) return -2;
    if (p === s.meeting.chair.id) return -1;
    return participantOf(s, p)?.rank ?? 1e6;
  };
  return s.roster.map((r) => r.person).sort((a, b) => key(a) - key(b) || a - b);
}

function useTiles(): TileData[] {
  const s = useRoom();
  const media = useMedia();
  const shown = new Map(chooseVideos(s).filter((v) => v.source === 'camera' && !v.muted).map((v) => [v.person, v.id]));
  return order(s).map((person) => {
    const mine = person === s.me;
    const id = shown.get(person);
    const mic = s.tracks.some((tr) => tr.person === person && tr.source === 'mic' && !tr.muted);
    return {
      person, mine, name: nameOf(s, person), title: participantOf(s, person)?.title ?? '',
      video: mine ? (media.local.camera.on ? media.self : null) : id === undefined ? null : (media.videos.get(id) ?? null),
      micOn: mine ? media.local.mic.on : mic, speaking: s.speaking === person, floor: s.floor.speaker?.person === person,
    };
  });
}

export function Tiles({ grid }: { grid: boolean }) {
  const t = useT();
  const tiles = useTiles();
  return (
    <section className={grid ? classes.gridBox : classes.stripBox} aria-label={t('room:tile.list', { n: tiles.length })} tabIndex={0}>
      <ul className={grid ? classes.grid : classes.strip} data-count={Math.min(tiles.length, 9)}>
        {tiles.map((tile) => <Tile key={tile.person} tile={tile} />)}
      </ul>
    </section>
  );
}
