// SPDX-License-Identifier: GPL-3.0-or-later
// The organisation tree, asked once per tab, with the search that needs no diacritics.
import { call, useQuery, type Query } from '../api/client';
import type { Id, OrgTreeReply, Person, Unit } from '../protocol/generated';
import { byRank, fold } from '../ui/format';

export type Org = {
  units: Unit[]; people: Person[];
  unit: Map<Id, Unit>; person: Map<Id, Person>;
  /** Text to search in, already folded, by person. */
  haystack: Map<Id, string>;
};

function index(tree: OrgTreeReply): Org {
  const unit = new Map(tree.units.map((u) => [u.id, u]));
  const people = [...tree.people].sort(byRank);
  return {
    units: tree.units, people, unit, person: new Map(people.map((p) => [p.id, p])),
    haystack: new Map(people.map((p) => [p.id, fold(`${p.name} ${p.title} ${p.unit === null ? '' : (unit.get(p.unit)?.name ?? '')}`)])),
  };
}

let kept: Promise<Org> | undefined;

export function loadOrg(): Promise<Org> {
  kept ??= call('org.tree', {}).then(index).catch((cause: unknown) => {
    kept = undefined;
    throw cause;
  });
  return kept;
}

export function forgetOrg(): void {
  kept = undefined;
}

export function useOrg(): Query<Org> {
  return useQuery('org', loadOrg);
}

/** Post and, below the body itself, its unit: "Giám đốc Sở, Sở Tài chính". */
export function postOf(org: Org | undefined, person: Id, title: string): string {
  const unit = org?.unit.get(org.person.get(person)?.unit ?? 0);
  if (unit === undefined || unit.parent === null || title.includes(unit.name)) return title;
  return title === '' ? unit.name : `${title}, ${unit.name}`;
}

/** Every word of the question must occur somewhere in name, post or unit. */
export function matches(org: Org, person: Id, question: string): boolean {
  const hay = org.haystack.get(person) ?? '';
  return fold(question).split(/\s+/).every((word) => hay.includes(word));
}
