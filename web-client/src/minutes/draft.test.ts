// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { sameText, toDraft, toSections } from './draft';

const sections = [{ key: 'opinions' as const, heading: 'Ý kiến', paragraphs: ['Một.', 'Hai.'] }];

describe('the text of the minutes', () => {
  it('survives the way to the editor and back', () => {
    expect(toSections(toDraft(sections))).toEqual(sections);
  });
  it('drops empty lines and is not "changed" by them', () => {
    const draft = toDraft(sections);
    expect(sameText(draft, [{ ...draft[0]!, text: 'Một.\n\n  Hai. \n' }])).toBe(true);
    expect(sameText(draft, [{ ...draft[0]!, text: 'Một.\nBa.' }])).toBe(false);
  });
});
