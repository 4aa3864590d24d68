// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the two soft tones (called to speak, vote opened) may sound on this machine.
const STORE = 'phien.tones';

export function soundOn(): boolean {
  try {
    return localStorage.getItem(STORE) !== 'off';
  } catch {
    return true;
  }
}

export function setSound(on: boolean): void {
  try {
    localStorage.setItem(STORE, on ? 'on' : 'off');
  } catch {
    /* only this visit, then */
  }
}
