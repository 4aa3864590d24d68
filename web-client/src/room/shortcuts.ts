// SPDX-License-Identifier: GPL-3.0-or-later
// Which key means what in the room. A single letter is a shortcut only where nobody types, and can be switched off (WCAG 2.1.4). Pure.

export type Shortcut = 'mic' | 'camera' | 'floor' | 'layout' | 'full' | 'low' | 'help' | 'talk';

const letters: Record<string, Shortcut> = { m: 'mic', v: 'camera', r: 'floor', l: 'layout', f: 'full', b: 'low', '?': 'help', ' ': 'talk' };

/** For the help sheet: what is printed on the key. */
export const KEYS: [Shortcut, string][] = [['talk', 'Space'], ['mic', 'M'], ['camera', 'V'], ['floor', 'R'], ['layout', 'L'], ['full', 'F'], ['low', 'B'], ['help', '?']];

export type KeyPress = { key: string; ctrlKey: boolean; altKey: boolean; metaKey: boolean; repeat: boolean };
export type Focus = {
  /** A field in which letters are text, or a list that searches by letter. */
  typing: boolean;
  /** A button or link reached by keyboard: Space and letters are its own. */
  control: boolean;
  dialog: boolean;
};

/** null: not ours. Space on a control that was reached by keyboard presses that control. */
export function shortcutOf(e: KeyPress, focus: Focus): Shortcut | null {
  if (e.ctrlKey || e.altKey || e.metaKey || focus.typing || focus.dialog) return null;
  const found = letters[e.key.toLowerCase()] ?? null;
  if (found === null || (e.repeat && found !== 'talk')) return null;
  return found === 'talk' && focus.control ? null : found;
}

const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="textbox"], [role="combobox"], [role="listbox"], [role="menu"], [role="menuitem"], [role="slider"]';
const CONTROL = 'button, a[href], summary, [role="button"], [role="tab"], [role="switch"], [role="radio"]';

/** What the page's focus says; the only part that looks at the DOM. */
export function focusOf(doc: Document): Focus {
  const el = doc.activeElement;
  return {
    typing: el?.closest(TYPING) != null,
    control: el?.closest(CONTROL) != null && el.matches(':focus-visible'),
    dialog: doc.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null,
  };
}
