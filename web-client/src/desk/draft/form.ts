// SPDX-License-Identifier: GPL-3.0-or-later
// The draft as a form, and what of it goes over the wire. Pure.
import type { Detail, Draft, Options, Urgency } from '../api';
import { fromParagraphs, hasText, emptyDoc, type RichDoc } from './rich';

export type Source = 'text' | 'file';
export type Form = {
  unit: string | null; kind: string | null; subject: string; urgency: Urgency; source: Source; doc: RichDoc; bases: string; addressees: string; recipients: string;
  signer: string | null; numberFirst: boolean;
};

const lines = (text: string) => text.split('\n').map((l) => l.trim()).filter((l) => l !== '');

export function startForm(d: Detail | null, options: Options, kind: string | null): Form {
  const old = fromParagraphs(d?.body?.paragraphs ?? []);
  return {
    unit: String(d?.unit_id ?? options.units[0]?.id ?? ''), kind: d?.kind ?? kind, subject: d?.subject ?? '', urgency: d?.urgency ?? 'normal', source: d?.body?.source ?? 'text',
    doc: d?.body?.rich ?? (d === null ? emptyDoc : old.doc), bases: (d?.body?.bases ?? old.bases).join('\n'), addressees: (d?.body?.addressees ?? []).join('\n'),
    recipients: (d?.recipients ?? []).join('\n'), signer: d?.body?.signer === undefined ? null : `${d.body.signer} ${d.body.capacity ?? ''}`, numberFirst: d?.number_first ?? false,
  };
}

export function toDraft(form: Form, isNew: boolean, meeting: number | undefined): Draft {
  const [person = '', capacity = ''] = (form.signer ?? '').split(' ');
  return {
    ...(isNew ? { unit: Number(form.unit) } : {}), ...(isNew && meeting !== undefined ? { meeting } : {}),
    kind: form.kind ?? '', subject: form.subject.trim(), urgency: form.urgency, recipients: lines(form.recipients), number_first: form.numberFirst,
    body: { source: form.source, rich: form.doc, bases: lines(form.bases), addressees: lines(form.addressees), ...(person === '' ? {} : { signer: Number(person), capacity }) },
  };
}

/** Enough to be kept, and enough to go on its route. */
export const canSave = (form: Form) => form.unit !== null && form.unit !== '' && form.kind !== null && form.subject.trim() !== '';
export const isComplete = (form: Form) => canSave(form) && form.signer !== null && (form.source === 'file' || hasText(form.doc));
