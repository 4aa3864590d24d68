// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { planRoute } from './SubmitDialog';

describe('a route', () => {
  it('asks all opinions at once, then the signature', () => {
    expect(planRoute('3', '4', ['5', null], 1, 'TM.', true)).toEqual([
      { kind: 'content', person: 3, pos: 1 }, { kind: 'form', person: 4, pos: 1 }, { kind: 'approve', person: 5, pos: 1 }, { kind: 'sign', person: 1, capacity: 'TM.', pos: 2 },
    ]);
  });
  it('or one after the other', () => {
    expect(planRoute('3', null, ['5'], 1, 'KT.', false).map((s) => [s.kind, s.pos])).toEqual([['content', 1], ['approve', 2], ['sign', 3]]);
  });
  it('may be the signature alone', () => {
    expect(planRoute(null, null, [], 1, '', true)).toEqual([{ kind: 'sign', person: 1, capacity: '', pos: 1 }]);
  });
});
