// SPDX-License-Identifier: GPL-3.0-or-later
// Two languages, Vietnamese first. Keys are always written whole, 'namespace:key.path', so that a test can find every use of each.
import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { useMemo } from 'react';
import type { Lang } from '../protocol/generated';
import viCommon from './vi/common.json';
import viDesk from './vi/desk.json';
import viDraft from './vi/draft.json';
import viEditor from './vi/editor.json';
import viLayout from './vi/layout.json';
import viLogin from './vi/login.json';
import viMedia from './vi/media.json';
import viMeeting from './vi/meeting.json';
import viMeetings from './vi/meetings.json';
import viMinutes from './vi/minutes.json';
import viRecords from './vi/records.json';
import viRoom from './vi/room.json';
import viSites from './vi/sites.json';
import viViewer from './vi/viewer.json';
import viWatch from './vi/watch.json';
import viWork from './vi/work.json';
import enCommon from './en/common.json';
import enDesk from './en/desk.json';
import enDraft from './en/draft.json';
import enEditor from './en/editor.json';
import enLayout from './en/layout.json';
import enLogin from './en/login.json';
import enMedia from './en/media.json';
import enMeeting from './en/meeting.json';
import enMeetings from './en/meetings.json';
import enMinutes from './en/minutes.json';
import enRecords from './en/records.json';
import enRoom from './en/room.json';
import enSites from './en/sites.json';
import enViewer from './en/viewer.json';
import enWatch from './en/watch.json';
import enWork from './en/work.json';

const vi = {
  common: viCommon, desk: viDesk, draft: viDraft, editor: viEditor, layout: viLayout, login: viLogin, media: viMedia, meeting: viMeeting, meetings: viMeetings, minutes: viMinutes, records: viRecords, room: viRoom, sites: viSites, viewer: viViewer, watch: viWatch, work: viWork,
};
const en = {
  common: enCommon, desk: enDesk, draft: enDraft, editor: enEditor, layout: enLayout, login: enLogin, media: enMedia, meeting: enMeeting, meetings: enMeetings, minutes: enMinutes, records: enRecords, room: enRoom, sites: enSites, viewer: enViewer, watch: enWatch, work: enWork,
};

type Paths<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}` }[keyof T & string];
type Unplural<S extends string> = S extends `${infer B}_one` | `${infer B}_other` ? B : S;
/** Every key there is: 'login:submit', 'meetings:card.open'. */
export type Key = { [N in keyof typeof vi]: `${N}:${Unplural<Paths<(typeof vi)[N]>>}` }[keyof typeof vi];
export type Translate = (key: Key, values?: Record<string, string | number>) => string;

const STORE = 'phien.lang';

function initial(): Lang {
  try {
    const kept = localStorage.getItem(STORE);
    if (kept === 'vi' || kept === 'en') return kept;
  } catch {
    /* storage may be forbidden */
  }
  return 'vi';
}

void i18next.use(initReactI18next).init({
  resources: { vi, en },
  lng: initial(),
  fallbackLng: 'vi',
  ns: Object.keys(vi),
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  returnNull: false,
  initAsync: false,
});

export function currentLang(): Lang {
  return i18next.language === 'en' ? 'en' : 'vi';
}

export function setLang(lang: Lang): void {
  try {
    localStorage.setItem(STORE, lang);
  } catch {
    /* only this visit, then */
  }
  void i18next.changeLanguage(lang);
}

const plain = i18next.t.bind(i18next) as unknown as Translate;
/** Outside React. */
export const translate: Translate = (key, values) => plain(key, values);

export function useT(): Translate {
  const { t } = useTranslation();
  return useMemo(() => t as unknown as Translate, [t]);
}

export function useLang(): Lang {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'vi';
}

i18next.on('languageChanged', (lang) => {
  if (typeof document !== 'undefined') document.documentElement.lang = lang;
});
if (typeof document !== 'undefined') document.documentElement.lang = currentLang();
