// SPDX-License-Identifier: GPL-3.0-or-later
// A sentence in which the numbers of documents ("12/TTr-STTTT") stay on one line.
import { Fragment } from 'react';

export function Codes({ text }: { text: string }) {
  return <>{text.split(/(\d+\/[^\s,;:)]+)/).map((part, i) => (i % 2 === 1 ? <span key={i} className="pn-nowrap">{part}</span> : <Fragment key={i}>{part}</Fragment>))}</>;
}
