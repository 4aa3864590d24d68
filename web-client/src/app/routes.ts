// SPDX-License-Identifier: GPL-3.0-or-later
// Every address of the client, built in one place.
export const path = {
  home: '/',
  newMeeting: '/meetings/new',
  meeting: (id: number) => `/meetings/${id}`,
  edit: (id: number) => `/meetings/${id}/edit`,
  room: (id: number) => `/meetings/${id}/room`,
  devices: (id: number) => `/meetings/${id}/devices`,
  watch: (id: number) => `/meetings/${id}/watch`,
  hall: (id: number) => `/hall/${id}`,
  recording: (id: number) => `/recordings/${id}`,
  desk: '/desk',
  deskRequest: (id: number) => `/desk/${id}`,
  newDraft: '/desk/new',
  away: '/desk/away',
  access: '/admin/access',
  reminders: '/desk/reminders',
  signMany: (steps: number[]) => `/desk/sign?steps=${steps.join()}`,
  editDraft: (id: number) => `/desk/${id}/edit`,
  register: '/desk/register',
  check: '/check',
  incoming: '/desk/incoming',
  arrival: (id: number) => `/desk/incoming/${id}`,
  minutes: (id: number) => `/meetings/${id}/minutes`,
  /** A paper, opened from its meeting so that "back" knows where to go. */
  paper: (meeting: number, version: number, page = 1) => `/meetings/${meeting}/papers/${version}${page > 1 ? `?page=${page}` : ''}`,
};
