// SPDX-License-Identifier: GPL-3.0-or-later
// Small yes/no choices kept on this machine; a storage that is forbidden keeps them for this visit only.
const here = new Map<string, boolean>();

export function keptSwitch(name: string, otherwise: boolean): boolean {
  const known = here.get(name);
  if (known !== undefined) return known;
  try {
    const kept = localStorage.getItem(`phien.${name}`);
    return kept === null ? otherwise : kept === 'on';
  } catch {
    return otherwise;
  }
}

export function keepSwitch(name: string, on: boolean): void {
  here.set(name, on);
  try {
    localStorage.setItem(`phien.${name}`, on ? 'on' : 'off');
  } catch {
    /* only this visit, then */
  }
}
