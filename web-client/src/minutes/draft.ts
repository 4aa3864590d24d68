// SPDX-License-Identifier: GPL-3.0-or-later
// The text of the minutes while somebody writes: each section as one text, a paragraph on each line. Pure.
import type { MinutesSection } from '../protocol/generated';

export type Draft = { key: MinutesSection['key']; heading: string; text: string }[];

export const toDraft = (sections: MinutesSection[]): Draft =>
  sections.map((s) => ({ key: s.key, heading: s.heading, text: s.paragraphs.join('\n') }));

export const toSections = (draft: Draft): MinutesSection[] =>
  draft.map((d) => ({
    key: d.key,
    heading: d.heading.trim(),
    paragraphs: d.text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== ''),
  }));

export const sameText = (a: Draft, b: Draft): boolean => JSON.stringify(toSections(a)) === JSON.stringify(toSections(b));
