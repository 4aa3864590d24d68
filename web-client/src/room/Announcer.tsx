// SPDX-License-Identifier: GPL-3.0-or-later
// What happens in the room, said in words: for screen readers always, as a toast when it asks something of this person, with a soft
// tone for the two calls (to speak, to vote). Joins and departures also stand for a moment above the pictures.
import { notifications } from '@mantine/notifications';
import { useEffect, useRef, useState } from 'react';
import { translate, useLang } from '../i18n';
import { tone } from '../media/capture';
import type { Lang, MeetingEvent } from '../protocol/generated';
import { nameOf, type RoomState } from './state';
import { useRoomSession } from './session';
import { soundOn } from './sound';

const SHOWN = 6000;

/** A sentence for an event, or null when the screen itself shows enough. */
export function sentence(e: MeetingEvent, s: RoomState, lang: Lang): string | null {
  const title = (item: number) => s.meeting.agenda.find((a) => a.id === item)?.title ?? '';
  switch (e.kind) {
    case 'meeting.opened': return translate('room:say.opened');
    case 'meeting.paused': return translate('room:say.paused');
    case 'meeting.resumed': return translate('room:say.resumed');
    case 'meeting.closed': return translate('room:say.closed');
    case 'roster.joined': return e.body.person === s.me || s.roster.some((r) => r.person === e.body.person) ? null : translate('room:say.joined', { name: e.body.name ?? nameOf(s, e.body.person) });
    case 'roster.left': {
      const last = s.roster.find((r) => r.person === e.body.person)?.peers.length === 1;
      return last && e.body.person !== s.me ? translate('room:say.left', { name: nameOf(s, e.body.person) }) : null;
    }
    case 'agenda.started': return translate('room:say.item', { title: title(e.body.item) });
    case 'agenda.concluded': return translate('room:say.concluded', { title: title(e.body.item) });
    case 'present.started': return translate('room:say.presented', { page: e.body.page });
    case 'floor.requested': return e.body.person === s.me ? null : translate('room:say.asked', { name: nameOf(s, e.body.person) });
    case 'floor.granted': return e.body.person === s.me ? translate('room:say.yourFloor') : translate('room:say.floor', { name: nameOf(s, e.body.person) });
    case 'vote.opened': return translate('room:say.vote', { question: e.body.question });
    case 'vote.closed': return translate('room:say.result', { text: lang === 'vi' ? e.body.result.text_vi : e.body.result.text_en });
    case 'record.started': return translate('room:say.recording');
    case 'record.stopped': return translate('room:say.notRecording');
    case 'minutes.drafted': return translate('room:say.drafted');
    default: return null;
  }
}

export function Announcer() {
  const session = useRoomSession();
  const lang = useLang();
  const [polite, setPolite] = useState('');
  const [urgent, setUrgent] = useState('');
  const timer = useRef<number>(undefined);

  useEffect(() => {
    const off = session.onEvent((e, before) => {
      const text = sentence(e, before, lang);
      if (text === null) return;
      const forMe = e.kind === 'floor.granted' && e.body.person === before.me;
      const call = forMe || (e.kind === 'vote.opened' && (before.meeting.participants.find((p) => p.person === before.me)?.votes ?? false));
      if (call) {
        setUrgent(text);
        if (soundOn()) void tone();
      } else setPolite(text);
      if (forMe) notifications.show({ id: 'floor', message: text, color: 'success', autoClose: 10_000, closeButtonProps: { 'aria-label': translate('common:close') } });
      clearTimeout(timer.current);
      timer.current = window.setTimeout(() => setPolite(''), SHOWN);
    });
    return () => {
      off();
      clearTimeout(timer.current);
    };
  }, [session, lang]);

  return (
    <>
      <div role="status" className="pn-hidden" data-testid="room-news">{polite}</div>
      <div role="alert" className="pn-hidden">{urgent}</div>
    </>
  );
}
