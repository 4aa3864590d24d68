// SPDX-License-Identifier: GPL-3.0-or-later
// What a tile is called: of a person, or of the equipment of a site. Pure.
export const faceOfPerson = (person: number): string => `p${person}`;
export const faceOfSite = (site: number): string => `s${site}`;
/** Who is heard, as media.speaker says it; null: nobody. */
export const faceOfHeard = (heard: { person: number | null; site: number | null }): string | null =>
  heard.person !== null ? faceOfPerson(heard.person) : heard.site !== null ? faceOfSite(heard.site) : null;
