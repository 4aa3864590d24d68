// SPDX-License-Identifier: GPL-3.0-or-later
// What a signed PDF carries, taken out by its bytes alone, so that openssl may judge it: nothing of ours has a say in it.
import { textOf } from './forge.ts';

export interface Part {
  contents: Buffer; // DER with its padding
  covered: Buffer;
}
/** The signatures of a file by their ByteRange, oldest first; the DER is cut at its own length. */
export function parts(bytes: Buffer): Part[] {
  const ranges = [...textOf(bytes).matchAll(/\/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]/g)].map((m) => m.slice(1, 5).map(Number));
  return ranges.map(([a, b, c, d]) => ({ contents: Buffer.from(textOf(bytes.subarray(b! + 1, c! - 1)), 'hex'), covered: Buffer.concat([bytes.subarray(a!, a! + b!), bytes.subarray(c!, c! + d!)]) }));
}
/** One DER element: where its content begins and where it ends. */
export function element(der: Buffer, from: number): { tag: number; from: number; start: number; end: number } {
  const first = der[from + 1]!;
  const more = first & 0x80 ? first & 0x7f : 0;
  const start = from + 2 + more;
  return { tag: der[from]!, from, start, end: start + (more ? der.readUIntBE(from + 2, more) : first) };
}
export const trimmed = (contents: Buffer) => contents.subarray(0, element(contents, 0).end);
