// SPDX-License-Identifier: GPL-3.0-or-later
// A code is taken only by the tab that asked for it, once.
import { expect, test } from 'vitest';
import { answerOf, takeWay } from './remotePage';

const way = { request: 7, step: 9, state: 'abc' };

test('what comes back must bring the state this tab left with', () => {
  expect(answerOf('?code=c&state=abc', way)).toEqual({ code: 'c', state: 'abc' });
  expect(answerOf('?code=c&state=other', way)).toBe('unknown');
  expect(answerOf('?code=c', way)).toBe('unknown');
  expect(answerOf('?code=c&state=abc', null)).toBe('unknown');
  expect(answerOf('?error=access_denied&state=abc', way)).toBe('refused');
});

test('the way back is taken once, and only when it is one', () => {
  sessionStorage.setItem('phien.remote', JSON.stringify(way));
  expect(takeWay()).toEqual(way);
  expect(takeWay()).toBe(null);
  sessionStorage.setItem('phien.remote', '{"request":"x"');
  expect(takeWay()).toBe(null);
});
