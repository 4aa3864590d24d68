// SPDX-License-Identifier: GPL-3.0-or-later
// Written by protocol/generate.ts from protocol/schema; change the schema, not this file.

/** A row of the database; below 2^53 so that a browser holds it exactly. */
export type Id = number;

/** Place in the record of one meeting; 0 is before the first event. */
export type Seq = number;

/** How many. */
export type Count = number;

/** Page of a document; the first is 1. */
export type Page = number;

/** ISO 8601, UTC, always with Z. */
export type Time = string;

/** Lower-case hex with dashes (RFC 9562). */
export type Uuid = string;

/** SHA-256 in lower-case hex. */
export type Sha256 = string;

/** A word of a closed list kept in the database. */
export type Slug = string;

/** area.verb */
export type MessageType = string;

/** area.verb, or hello. */
export type CommandName = string;

/** Media line of an SDP (RFC 8843). */
export type Mid = string;

/** peer/source */
export type TrackId = string;

/** peer/source, or loud/1 to loud/8: a voice slot of a large room, now this voice, now another. */
export type WantedTrack = string;

export type Sdp = string;

export type Lang = 'vi' | 'en';

export type MeetingState = 'draft' | 'published' | 'open' | 'paused' | 'closed' | 'archived';

export type Role = 'chair' | 'secretary' | 'delegate' | 'guest' | 'technician' | 'observer';

export type SystemRole = 'admin' | 'secretary' | 'user';

export type InvitationAnswer = 'yes' | 'no' | 'proxy';

export type Attendance = 'absent' | 'present' | 'absent_excused' | 'left';

export type ItemState = 'pending' | 'current' | 'done';

export type Choice = 'yes' | 'no' | 'abstain';

export type VoteKind = 'named';

export type Source = 'mic' | 'camera' | 'screen';

export type TrackKind = 'audio' | 'video';

export type MinutesState = 'draft' | 'frozen';

export type SectionKey = 'present' | 'course' | 'opinions' | 'votes' | 'conclusions';

/** Nothing to say. */
export type Empty = Record<string, never>;

/** What was wrong, for the person (vi, en) and for the program (code). */
export type WireError = {
  code: Slug;
  vi: string;
  en: string;
  detail?: string;
};

export type PersonRef = {
  id: Id;
  name: string;
};

export type UnitRef = {
  id: Id;
  name: string;
};

export type Person = {
  id: Id;
  name: string;
  title: string;
  /** Protocol rank; smaller goes first. */
  rank: number;
  unit: Id | null;
};

export type Unit = {
  id: Id;
  parent: Id | null;
  name: string;
  code: string;
  kind: Slug;
};

export type Template = {
  id: Id;
  title: string;
  kind: Slug;
};

export type MeetingCard = {
  id: Id;
  title: string;
  kind: Slug;
  state: MeetingState;
  starts_at: Time;
  ends_at: Time;
  place: string;
  chair: PersonRef;
  my_role: Role | null;
  my_response: InvitationAnswer | null;
  documents: Count;
  unread: Count;
  unit: UnitRef;
  version: Count;
};

/** The body rule that holds for this meeting, in words and as the numbers it gives (R35). */
export type Rule = {
  quorum_vi: string;
  quorum_en: string;
  majority_vi: string;
  majority_en: string;
  members: Count;
  quorum_needed: Count;
};

export type Site = {
  id: Id;
  name: string;
  unit: Id | null;
  central: boolean;
  /** A room system (RTSP) is set up; its address is not told. */
  source?: boolean;
};

export type Participant = {
  person: Id;
  name: string;
  title: string;
  rank: number;
  role: Role;
  site: Id | null;
  votes: boolean;
  response: InvitationAnswer | null;
  reason: string | null;
  proxy: Id | null;
  attendance: Attendance;
};

export type AgendaItem = {
  id: Id;
  parent: Id | null;
  position: Count;
  number: string;
  title: string;
  minutes: number;
  rapporteur: Id | null;
  internal: boolean;
  state: ItemState;
  conclusion: string | null;
  started_at: Time | null;
  ended_at: Time | null;
};

export type MeetingDocument = {
  id: Id;
  item: Id | null;
  title: string;
  version: Id;
  version_n: number;
  sha256: Sha256;
  pages: number;
  size: number;
  filename: string;
  read: boolean;
  created_at: Time;
};

export type MeetingDetail = {
  id: Id;
  title: string;
  kind: Slug;
  state: MeetingState;
  starts_at: Time;
  ends_at: Time;
  place: string;
  chair: PersonRef;
  my_role: Role | null;
  my_response: InvitationAnswer | null;
  documents: MeetingDocument[];
  unread: Count;
  unit: UnitRef;
  version: Count;
  description: string;
  secrecy: Slug;
  recording: boolean;
  opened_at: Time | null;
  closed_at: Time | null;
  rule: Rule;
  sites: Site[];
  participants: Participant[];
  agenda: AgendaItem[];
  templates?: Template[];
};

export type RosterEntry = {
  person: Id;
  name?: string;
  peers: Id[];
};

/** The page in front of everybody. */
export type Present = {
  version: Id;
  page: Page;
  sha256: Sha256;
  by: Id;
  document?: Id;
  title?: string;
  pages?: number;
  item?: Id | null;
};

export type FloorRequest = {
  request: Id;
  person: Id;
  asked_at: Time;
};

export type FloorSpeaker = {
  person: Id;
  granted_at: Time;
  /** 0: no limit. */
  seconds: number;
  request?: Id | null;
};

export type Floor = {
  queue: FloorRequest[];
  speaker: FloorSpeaker | null;
};

export type BallotName = {
  person: Id;
  name: string;
  choice: Choice | null;
};

export type VoteResult = {
  yes: Count;
  no: Count;
  abstain: Count;
  not_cast: Count;
  entitled: Count;
  present: Count;
  members: Count;
  adopted: boolean;
  text_vi: string;
  text_en: string;
  by_name: BallotName[];
};

/** An open vote as one person may see it. */
export type VoteOpen = {
  vote: Id;
  item: Id | null;
  question: string;
  kind: VoteKind;
  opened_at: Time;
  entitled: Count;
  cast: Count;
  may_cast: boolean;
  my_choice: Choice | null;
  voters?: Id[];
  cast_by?: Id[];
  rule_vi?: string;
  rule_en?: string;
};

export type VoteClosed = {
  vote: Id;
  item: Id | null;
  question: string;
  kind: VoteKind;
  closed_at: Time;
  result: VoteResult;
};

export type AttendanceCounts = {
  present: Count;
  members: Count;
  quorum_needed: Count;
  reached: boolean;
};

export type Track = {
  id: TrackId;
  /** null: it comes from the equipment of a site. */
  person: Id | null;
  peer: Id;
  kind: TrackKind;
  source: Source;
  muted: boolean;
  site?: Id;
  /** Name of that site. */
  name?: string;
  /** Muted by the chair: only the chair’s side lifts it. */
  forced?: boolean;
};

export type ChatLine = {
  seq: Seq;
  at: Time;
  person: Id;
  text: string;
};

export type MinutesSection = {
  key: SectionKey;
  heading: string;
  paragraphs: string[];
};

export type RoomSnapshot = {
  meeting: MeetingDetail;
  roster: RosterEntry[];
  current_item: Id | null;
  present: Present | null;
  floor: Floor;
  vote: VoteOpen | null;
  votes: VoteClosed[];
  attendance: AttendanceCounts;
  recording: boolean;
  tracks: Track[];
  chat: ChatLine[];
  /** Last word about each line, the newest 2,000. */
  quality?: Quality[];
  sites_live?: SiteLive[];
  programme?: Programme;
};

/** One line of the record. actor is a person. */
export type EventEnvelope = {
  type: 'event';
  meeting: Id;
  seq: number;
  at: Time;
  actor: Id | null;
  kind: MessageType;
  body: Record<string, unknown>;
};

export type LineLevel = 'good' | 'fair' | 'poor';

export type LineDir = 'up' | 'down';

/** A relay for who reaches the media server in no other way: one of the browser's ICE servers. Holds for a day. */
export type Turn = {
  urls: string[];
  username: string;
  credential: string;
};

/** How good the line of one connection is. */
export type Quality = {
  /** null: the equipment of a site. */
  person: Id | null;
  peer: Id;
  dir: LineDir;
  level: LineLevel;
  loss_percent: number;
  rtt_ms: number;
  kbps: number;
  /** Pictures are smaller or held back because the line is too thin. */
  limited?: boolean;
  site?: Id;
};

/** publish: an encoder sends (WHIP); watch: a hall decoder receives (WHEP). */
export type TokenPurpose = 'publish' | 'watch';

/** Key of an encoder or decoder at a site; the key itself is shown once, when it is made. */
export type SiteToken = {
  id: Id;
  site: Id;
  purpose: TokenPurpose;
  /** Watches this site; null: whoever speaks and what is presented. */
  follows_site: Id | null;
  created_at: Time;
  created_by: PersonRef;
  expires_at: Time;
  last_used_at: Time | null;
  live: boolean;
};

export type SiteVia = 'whip' | 'whep' | 'rtsp';

/** retrying: it was there and is looked for again; failed: given up, with the reason. */
export type SiteLiveState = 'connecting' | 'live' | 'retrying' | 'failed';

/** Equipment of a site that is connected, or being connected. */
export type SiteLive = {
  site: Id;
  via: SiteVia;
  state: SiteLiveState;
  peer?: Id;
  token?: Id;
  error?: Slug;
  detail?: string;
};

export type CheckOutcome = 'ok' | 'bad' | 'skipped';

/** What a device and line check has measured. */
export type CheckResult = {
  camera: CheckOutcome;
  microphone: CheckOutcome;
  speaker: CheckOutcome;
  line: CheckOutcome;
  up_kbps?: number;
  down_kbps?: number;
  up_loss_percent?: number;
  down_loss_percent?: number;
  rtt_ms?: number;
  jitter_ms?: number;
  browser?: string;
  note?: string;
};

/** A check as it was sent to the secretary. */
export type SiteCheck = {
  id: Id;
  site: Id | null;
  person: PersonRef;
  at: Time;
  passed: boolean;
  result: CheckResult;
};

/** speaker: who speaks, beside the document; page: the document alone; grid4: the called two by two; page_strip: the document and the called beside it. */
export type Layout = 'speaker' | 'page' | 'grid4' | 'page_strip';

/** What a recording and a hall screen show. */
export type Programme = {
  layout: Layout;
  /** Pictures that are called, in order; none: as the meeting goes. */
  tracks: TrackId[];
  /** The live list for halls and thin lines is running. */
  live: boolean;
};

/** A client asks for something; the same id from the same account is answered the same way again. */
export type CommandEnvelope = {
  type: CommandName;
  id: Uuid;
  body: Record<string, unknown>;
};

/** The server answers one command. */
export type ReplyEnvelope = {
  type: 'reply';
  id: Uuid;
  ok: true;
  body: Record<string, unknown>;
} | {
  type: 'reply';
  id: Uuid;
  ok: false;
  error: WireError;
};

/** The server tells something that is not recorded and may be lost. */
export type SignalEnvelope = {
  type: 'signal';
  meeting: Id | null;
  kind: MessageType;
  body: Record<string, unknown>;
};

/** A new agenda item at the end of its level. */
export type AgendaAddRequest = {
  meeting: Id;
  parent?: Id;
  title: string;
  minutes: number;
  rapporteur?: Id;
  internal?: boolean;
};

export type AgendaAddReply = {
  item: Id;
};

/** Conclude an item. */
export type AgendaConcludeRequest = {
  item: Id;
  conclusion: string;
};

export type AgendaConcludeReply = Empty;

/** Move an item; without parent it goes to the top level. Positions start at 0. */
export type AgendaMoveRequest = {
  item: Id;
  parent?: Id;
  position: number;
};

export type AgendaMoveReply = Empty;

/** Remove an item that has no papers and was not treated. */
export type AgendaRemoveRequest = {
  item: Id;
};

export type AgendaRemoveReply = Empty;

/** Take up an item. */
export type AgendaStartRequest = {
  item: Id;
};

export type AgendaStartReply = Empty;

/** Change what is given of an agenda item; rapporteur null removes the rapporteur. */
export type AgendaUpdateRequest = {
  item: Id;
  title?: string;
  minutes?: number;
  rapporteur?: Id | null;
  internal?: boolean;
};

export type AgendaUpdateReply = Empty;

/** The secretary sets attendance by hand. */
export type AttendanceMarkRequest = {
  meeting: Id;
  person: Id;
  attendance: 'present' | 'absent' | 'absent_excused';
};

export type AttendanceMarkReply = Empty;

/** I come, I do not, or somebody comes for me. */
export type AttendanceRespondRequest = {
  meeting: Id;
  response: InvitationAnswer;
  reason?: string;
  proxy?: Id;
};

export type AttendanceRespondReply = Empty;

/** Say something in writing. */
export type ChatSendRequest = {
  meeting: Id;
  text: string;
};

export type ChatSendReply = Empty;

/** The speaker has ended, or the chair ends it. */
export type FloorEndRequest = {
  meeting: Id;
};

export type FloorEndReply = Empty;

/** Give the floor; without seconds the rule of the meeting holds. */
export type FloorGrantRequest = {
  meeting: Id;
  person: Id;
  seconds?: number;
};

export type FloorGrantReply = Empty;

/** Ask to speak. */
export type FloorRequestRequest = {
  meeting: Id;
};

export type FloorRequestReply = {
  request?: Id;
};

/** Do not want to speak any more. */
export type FloorWithdrawRequest = {
  meeting: Id;
};

export type FloorWithdrawReply = Empty;

/** First words on a connection: which protocol, which language. */
export type HelloRequest = {
  protocol: number;
  lang: Lang;
  resume?: {
    meeting: Id;
    after_seq: Seq;
  };
};

export type HelloReply = {
  person: Person;
  account: {
    username: string;
    system_role: SystemRole;
  };
  body_unit: UnitRef;
  server_time: Time;
  protocol: number;
};

/** A line test of my own, in no meeting: what I publish, only I can subscribe to. Ends by itself after two minutes. */
export type MediaCheckRequest = {
  dir: 'pub' | 'sub';
  sdp: Sdp;
  /** pub: what I send; sub: what of it I want back. */
  tracks: ({
    mid: Mid;
    source: Source;
  })[];
};

export type MediaCheckReply = {
  sdp: Sdp;
  epoch: Seq;
  /** How long it still runs. */
  seconds: number;
};

/** Mute or unmute myself, enforced in the server. */
export type MediaMuteRequest = {
  meeting: Id;
  source: Source;
  muted: boolean;
};

export type MediaMuteReply = Empty;

/** The chair or secretary silences somebody, or lets him speak again. */
export type MediaMuteOtherRequest = {
  meeting: Id;
  person: Id;
  source: Source;
  /** false: he may switch it on again himself. Default true. */
  muted?: boolean;
};

export type MediaMuteOtherReply = Empty;

/** How large I show each track now; what is not named comes in full. */
export type MediaPreferRequest = {
  meeting: Id;
  tiles: ({
    track: TrackId;
    /** Pixels; 0: do not send this one. */
    width: number;
    /** Pixels; 0: do not send this one. */
    height: number;
  })[];
};

export type MediaPreferReply = Empty;

/** Offer what I send; the answer is the server’s. */
export type MediaPublishRequest = {
  meeting: Id;
  sdp: Sdp;
  tracks: ({
    mid: Mid;
    source: Source;
  })[];
};

export type MediaPublishReply = {
  sdp: Sdp;
  epoch: Seq;
};

/** Offer what I want to receive. */
export type MediaSubscribeRequest = {
  meeting: Id;
  sdp: Sdp;
  want: ({
    mid: Mid;
    track: WantedTrack;
  })[];
};

export type MediaSubscribeReply = {
  sdp: Sdp;
  epoch: Seq;
};

/** The chair closes. */
export type MeetingCloseRequest = {
  meeting: Id;
};

export type MeetingCloseReply = Empty;

/** A new meeting, in draft. */
export type MeetingCreateRequest = {
  title: string;
  kind: Slug;
  unit: Id;
  starts_at: Time;
  ends_at: Time;
  place: string;
  chair: Id;
  secretary: Id;
  template?: Id;
  description?: string;
};

export type MeetingCreateReply = {
  meeting: Id;
};

/** Remove a draft. */
export type MeetingDeleteRequest = {
  meeting: Id;
};

export type MeetingDeleteReply = Empty;

/** Everything about one meeting that this person may see. */
export type MeetingGetRequest = {
  meeting: Id;
};

export type MeetingGetReply = MeetingDetail;

/** The chair opens; without quorum only with a reason (R35). */
export type MeetingOpenRequest = {
  meeting: Id;
  override_reason?: string;
};

export type MeetingOpenReply = Empty;

/** The chair interrupts. */
export type MeetingPauseRequest = {
  meeting: Id;
};

export type MeetingPauseReply = Empty;

/** Send the papers and invitations out (R30). */
export type MeetingPublishRequest = {
  meeting: Id;
};

export type MeetingPublishReply = Empty;

/** The chair goes on. */
export type MeetingResumeRequest = {
  meeting: Id;
};

export type MeetingResumeReply = Empty;

/** Change what is given; what is left out stays. */
export type MeetingUpdateRequest = {
  meeting: Id;
  title?: string;
  kind?: Slug;
  unit?: Id;
  starts_at?: Time;
  ends_at?: Time;
  place?: string;
  chair?: Id;
  secretary?: Id;
  description?: string;
};

export type MeetingUpdateReply = Empty;

/** My meetings. */
export type MeetingsListRequest = Record<string, never>;

export type MeetingsListReply = {
  meetings: MeetingCard[];
  templates?: Template[];
};

/** The text is final; only signing follows. */
export type MinutesFreezeRequest = {
  meeting: Id;
  rev: Seq;
};

export type MinutesFreezeReply = Empty;

/** The minutes as they stand. */
export type MinutesGetRequest = {
  meeting: Id;
};

export type MinutesGetReply = {
  rev: Seq;
  state: MinutesState;
  sections: MinutesSection[];
  version?: Id;
  editor?: PersonRef;
};

/** Save the minutes; refused as stale_revision when somebody saved after base_rev. */
export type MinutesUpdateRequest = {
  meeting: Id;
  base_rev: Seq;
  sections: MinutesSection[];
};

export type MinutesUpdateReply = {
  rev: Seq;
};

/** Bodies, units and people. */
export type OrgTreeRequest = Record<string, never>;

export type OrgTreeReply = {
  units: Unit[];
  people: Person[];
};

/** The whole list of those invited. */
export type ParticipantsSetRequest = {
  meeting: Id;
  participants: ({
    person: Id;
    role: Role;
    site?: Id;
    votes: boolean;
  })[];
};

export type ParticipantsSetReply = Empty;

/** Are you there? A browser cannot see WebSocket pings, so it asks when nothing was heard for a while. */
export type PingRequest = Record<string, never>;

export type PingReply = {
  server_time: Time;
};

/** Turn the presented page. */
export type PresentPageRequest = {
  meeting: Id;
  page: Page;
};

export type PresentPageReply = Empty;

/** Point at a place of the presented page; 0..1 from the top left. */
export type PresentPointerRequest = {
  meeting: Id;
  page: Page;
  x: number;
  y: number;
};

export type PresentPointerReply = Empty;

/** Put a page in front of everybody. */
export type PresentStartRequest = {
  meeting: Id;
  version: Id;
  page: Page;
};

export type PresentStartReply = Empty;

/** Take the presented page away. */
export type PresentStopRequest = {
  meeting: Id;
};

export type PresentStopReply = Empty;

/** The live list for halls and thin lines begins or ends. */
export type ProgrammeLiveRequest = {
  meeting: Id;
  on: boolean;
};

export type ProgrammeLiveReply = Empty;

/** How recording and hall screen look, and whose pictures are called. */
export type ProgrammeSetRequest = {
  meeting: Id;
  layout: Layout;
  tracks: TrackId[];
};

export type ProgrammeSetReply = Empty;

/** I watch the live list (/docs/meetings/{id}/watch/index.m3u8); repeated every 20 seconds while I do. It is made for the first who asks, and goes when nobody does. */
export type ProgrammeWatchRequest = {
  meeting: Id;
};

export type ProgrammeWatchReply = Empty;

/** Start the recording (R33). */
export type RecordStartRequest = {
  meeting: Id;
};

export type RecordStartReply = Empty;

/** Stop the recording. */
export type RecordStopRequest = {
  meeting: Id;
};

export type RecordStopReply = Empty;

/** Enter the room with this connection. */
export type RoomJoinRequest = {
  meeting: Id;
};

export type RoomJoinReply = {
  seq: Seq;
  snapshot: RoomSnapshot;
  peer: Id;
  turn?: Turn;
};

/** Leave the room. */
export type RoomLeaveRequest = {
  meeting: Id;
};

export type RoomLeaveReply = Empty;

/** Enter again after a cut: what was missed, or a snapshot when that is too much. */
export type RoomResumeRequest = {
  meeting: Id;
  after_seq: Seq;
};

export type RoomResumeReply = {
  seq: Seq;
  peer: Id;
  events?: EventEnvelope[];
  snapshot?: RoomSnapshot;
  turn?: Turn;
};

/** The card of a device and line check goes to the desk (R40). */
export type SiteCheckSubmitRequest = {
  meeting: Id;
  site?: Id;
  passed: boolean;
  result: CheckResult;
};

export type SiteCheckSubmitReply = {
  id: Id;
};

/** Last check of each site and person; for the desk. */
export type SiteChecksRequest = {
  meeting: Id;
};

export type SiteChecksReply = {
  checks: SiteCheck[];
};

/** Brings picture and sound of the site’s room system into the room. */
export type SiteConnectRequest = {
  meeting: Id;
  site: Id;
};

export type SiteConnectReply = Empty;

/** Takes the site’s room system out of the room. */
export type SiteDisconnectRequest = {
  meeting: Id;
  site: Id;
};

export type SiteDisconnectReply = Empty;

/** Where the room system of a site is found; without url: it has none any more. */
export type SiteSourceSetRequest = {
  meeting: Id;
  site: Id;
  /** rtsp:// or rtsps://, without user and password. */
  url?: string;
  username?: string;
  password?: string;
};

export type SiteSourceSetReply = Empty;

/** A new key for an encoder (WHIP) or a hall decoder (WHEP) of a site. */
export type SiteTokenMakeRequest = {
  meeting: Id;
  site: Id;
  purpose: TokenPurpose;
  follows_site?: Id;
  /** Until it expires. */
  hours: number;
};

export type SiteTokenMakeReply = {
  /** Shown this once; only its hash is kept. */
  token: string;
  /** Below the address of this server. */
  path: string;
  expires_at: Time;
};

/** Takes a key back; what runs with it ends at once. */
export type SiteTokenRevokeRequest = {
  meeting: Id;
  token: Id;
};

export type SiteTokenRevokeReply = Empty;

/** Keys of encoders and decoders that still hold; for the desk. */
export type SiteTokensRequest = {
  meeting: Id;
};

export type SiteTokensReply = {
  tokens: SiteToken[];
};

/** The whole list of bridge sites. */
export type SitesSetRequest = {
  meeting: Id;
  sites: ({
    id?: Id;
    name: string;
    unit?: Id;
    central: boolean;
  })[];
};

export type SitesSetReply = Empty;

/** Cast or, while open, change a ballot. */
export type VoteCastRequest = {
  vote: Id;
  choice: Choice;
};

export type VoteCastReply = {
  receipt: string;
};

/** Close the vote and count. */
export type VoteCloseRequest = {
  vote: Id;
};

export type VoteCloseReply = Empty;

/** Put a question to the vote. */
export type VoteOpenRequest = {
  meeting: Id;
  item: Id;
  question: string;
  kind: VoteKind;
};

export type VoteOpenReply = {
  vote: Id;
};

/** The agenda was edited. */
export type AgendaChangedEvent = {
  agenda?: AgendaItem[];
};

/** An item is concluded. */
export type AgendaConcludedEvent = {
  item: Id;
  conclusion: string;
};

/** An item is being treated. */
export type AgendaStartedEvent = {
  item: Id;
};

/** Somebody came, left, excused himself or answered the invitation. */
export type AttendanceChangedEvent = {
  person: Id;
  attendance: Attendance;
  response?: InvitationAnswer | null;
  reason?: string | null;
  proxy?: Id | null;
  counts?: AttendanceCounts;
};

/** Somebody said something in writing. */
export type ChatSaidEvent = {
  text: string;
};

/** A paper or a new version is there. */
export type DocumentAddedEvent = {
  document: MeetingDocument;
};

/** The speech is over. */
export type FloorEndedEvent = {
  person?: Id;
  request?: Id | null;
};

/** Somebody has the floor. */
export type FloorGrantedEvent = {
  person: Id;
  seconds: number;
  request?: Id | null;
};

/** Somebody asks to speak. */
export type FloorRequestedEvent = {
  request: Id;
  person: Id;
};

/** Somebody does not want to speak any more. */
export type FloorWithdrawnEvent = {
  request: Id;
  person: Id;
};

/** Title, time, people or sites changed: read the meeting again. */
export type MeetingChangedEvent = {
  version?: Count;
  fields?: Slug[];
};

/** The meeting is closed. */
export type MeetingClosedEvent = Record<string, never>;

/** The meeting is open. */
export type MeetingOpenedEvent = {
  attendance?: AttendanceCounts;
  override_reason?: string;
};

/** The meeting is interrupted. */
export type MeetingPausedEvent = Record<string, never>;

/** Papers and invitations are out. */
export type MeetingPublishedEvent = Record<string, never>;

/** The meeting goes on. */
export type MeetingResumedEvent = Record<string, never>;

/** The draft of the minutes is there. */
export type MinutesDraftedEvent = {
  rev: Seq;
};

/** The text of the minutes is final. */
export type MinutesFrozenEvent = {
  rev: Seq;
};

/** The minutes are signed. */
export type MinutesSignedEvent = {
  version: Id;
  person?: Id;
};

/** The minutes were edited. */
export type MinutesUpdatedEvent = {
  rev: Seq;
};

/** The presented page turned. */
export type PresentPagedEvent = {
  page: Page;
};

/** A page is in front of everybody. */
export type PresentStartedEvent = Present;

/** No page is presented. */
export type PresentStoppedEvent = Record<string, never>;

/** The meeting is being recorded. */
export type RecordStartedEvent = {
  recording?: Id;
};

/** The recording ended. */
export type RecordStoppedEvent = {
  recording?: Id;
};

/** A connection entered the room. */
export type RosterJoinedEvent = {
  person: Id;
  peer: Id;
  name?: string;
};

/** A connection left the room. */
export type RosterLeftEvent = {
  person: Id;
  peer: Id;
};

/** A device and line check was sent to the desk. */
export type SiteCheckedEvent = {
  person: Id;
  site: Id | null;
  passed: boolean;
  check: Id;
};

/** Somebody cast a ballot; what it says stays hidden until the close. */
export type VoteCastEvent = {
  vote: Id;
  person: Id;
  cast?: Count;
  entitled?: Count;
};

/** The vote is closed and counted. */
export type VoteClosedEvent = {
  vote: Id;
  item?: Id | null;
  question?: string;
  result: VoteResult;
};

/** A vote is open. */
export type VoteOpenedEvent = {
  vote: Id;
  item: Id | null;
  question: string;
  kind: VoteKind;
  entitled: Count;
  voters?: Id[];
  rule_vi?: string;
  rule_en?: string;
};

/** A picture is held back from me because my line is too thin, or comes again. */
export type MediaPausedSignal = {
  track: TrackId;
  paused: boolean;
};

/** How good the line of somebody in the room is; on change. */
export type MediaQualitySignal = {
  /** null: the equipment of a site. */
  person: Id | null;
  peer: Id;
  dir: LineDir;
  level: LineLevel;
  loss_percent: number;
  rtt_ms: number;
  kbps: number;
  /** Pictures are smaller or held back because the line is too thin. */
  limited?: boolean;
  site?: Id;
};

/** The media server started anew: offer again. */
export type MediaRestartSignal = {
  epoch: Seq;
};

/** All connected equipment of sites as it is now. */
export type MediaSitesSignal = {
  sites: SiteLive[];
};

/** Who is heard: a person, the equipment of a site, or nobody. */
export type MediaSpeakerSignal = {
  person: Id | null;
  site: Id | null;
};

/** All tracks of the room as they are now. */
export type MediaTracksSignal = {
  epoch: Seq;
  tracks: Track[];
};

/** Where the presenter points. */
export type PresentPointerSignal = {
  page: Page;
  x: number;
  y: number;
  person?: Id;
};

/** Layout, called pictures and live list as they are now. */
export type ProgrammeChangedSignal = {
  programme: Programme;
};

/** The server is about to restart: come back in a moment. */
export type ServerDrainSignal = {
  seconds?: number;
};

/** What each command takes and what it is answered. */
export interface Commands {
  'agenda.add': { request: AgendaAddRequest; reply: AgendaAddReply };
  'agenda.conclude': { request: AgendaConcludeRequest; reply: AgendaConcludeReply };
  'agenda.move': { request: AgendaMoveRequest; reply: AgendaMoveReply };
  'agenda.remove': { request: AgendaRemoveRequest; reply: AgendaRemoveReply };
  'agenda.start': { request: AgendaStartRequest; reply: AgendaStartReply };
  'agenda.update': { request: AgendaUpdateRequest; reply: AgendaUpdateReply };
  'attendance.mark': { request: AttendanceMarkRequest; reply: AttendanceMarkReply };
  'attendance.respond': { request: AttendanceRespondRequest; reply: AttendanceRespondReply };
  'chat.send': { request: ChatSendRequest; reply: ChatSendReply };
  'floor.end': { request: FloorEndRequest; reply: FloorEndReply };
  'floor.grant': { request: FloorGrantRequest; reply: FloorGrantReply };
  'floor.request': { request: FloorRequestRequest; reply: FloorRequestReply };
  'floor.withdraw': { request: FloorWithdrawRequest; reply: FloorWithdrawReply };
  'hello': { request: HelloRequest; reply: HelloReply };
  'media.check': { request: MediaCheckRequest; reply: MediaCheckReply };
  'media.mute': { request: MediaMuteRequest; reply: MediaMuteReply };
  'media.mute_other': { request: MediaMuteOtherRequest; reply: MediaMuteOtherReply };
  'media.prefer': { request: MediaPreferRequest; reply: MediaPreferReply };
  'media.publish': { request: MediaPublishRequest; reply: MediaPublishReply };
  'media.subscribe': { request: MediaSubscribeRequest; reply: MediaSubscribeReply };
  'meeting.close': { request: MeetingCloseRequest; reply: MeetingCloseReply };
  'meeting.create': { request: MeetingCreateRequest; reply: MeetingCreateReply };
  'meeting.delete': { request: MeetingDeleteRequest; reply: MeetingDeleteReply };
  'meeting.get': { request: MeetingGetRequest; reply: MeetingGetReply };
  'meeting.open': { request: MeetingOpenRequest; reply: MeetingOpenReply };
  'meeting.pause': { request: MeetingPauseRequest; reply: MeetingPauseReply };
  'meeting.publish': { request: MeetingPublishRequest; reply: MeetingPublishReply };
  'meeting.resume': { request: MeetingResumeRequest; reply: MeetingResumeReply };
  'meeting.update': { request: MeetingUpdateRequest; reply: MeetingUpdateReply };
  'meetings.list': { request: MeetingsListRequest; reply: MeetingsListReply };
  'minutes.freeze': { request: MinutesFreezeRequest; reply: MinutesFreezeReply };
  'minutes.get': { request: MinutesGetRequest; reply: MinutesGetReply };
  'minutes.update': { request: MinutesUpdateRequest; reply: MinutesUpdateReply };
  'org.tree': { request: OrgTreeRequest; reply: OrgTreeReply };
  'participants.set': { request: ParticipantsSetRequest; reply: ParticipantsSetReply };
  'ping': { request: PingRequest; reply: PingReply };
  'present.page': { request: PresentPageRequest; reply: PresentPageReply };
  'present.pointer': { request: PresentPointerRequest; reply: PresentPointerReply };
  'present.start': { request: PresentStartRequest; reply: PresentStartReply };
  'present.stop': { request: PresentStopRequest; reply: PresentStopReply };
  'programme.live': { request: ProgrammeLiveRequest; reply: ProgrammeLiveReply };
  'programme.set': { request: ProgrammeSetRequest; reply: ProgrammeSetReply };
  'programme.watch': { request: ProgrammeWatchRequest; reply: ProgrammeWatchReply };
  'record.start': { request: RecordStartRequest; reply: RecordStartReply };
  'record.stop': { request: RecordStopRequest; reply: RecordStopReply };
  'room.join': { request: RoomJoinRequest; reply: RoomJoinReply };
  'room.leave': { request: RoomLeaveRequest; reply: RoomLeaveReply };
  'room.resume': { request: RoomResumeRequest; reply: RoomResumeReply };
  'site.check_submit': { request: SiteCheckSubmitRequest; reply: SiteCheckSubmitReply };
  'site.checks': { request: SiteChecksRequest; reply: SiteChecksReply };
  'site.connect': { request: SiteConnectRequest; reply: SiteConnectReply };
  'site.disconnect': { request: SiteDisconnectRequest; reply: SiteDisconnectReply };
  'site.source_set': { request: SiteSourceSetRequest; reply: SiteSourceSetReply };
  'site.token_make': { request: SiteTokenMakeRequest; reply: SiteTokenMakeReply };
  'site.token_revoke': { request: SiteTokenRevokeRequest; reply: SiteTokenRevokeReply };
  'site.tokens': { request: SiteTokensRequest; reply: SiteTokensReply };
  'sites.set': { request: SitesSetRequest; reply: SitesSetReply };
  'vote.cast': { request: VoteCastRequest; reply: VoteCastReply };
  'vote.close': { request: VoteCloseRequest; reply: VoteCloseReply };
  'vote.open': { request: VoteOpenRequest; reply: VoteOpenReply };
}

/** What each recorded event says. */
export interface Events {
  'agenda.changed': AgendaChangedEvent;
  'agenda.concluded': AgendaConcludedEvent;
  'agenda.started': AgendaStartedEvent;
  'attendance.changed': AttendanceChangedEvent;
  'chat.said': ChatSaidEvent;
  'document.added': DocumentAddedEvent;
  'floor.ended': FloorEndedEvent;
  'floor.granted': FloorGrantedEvent;
  'floor.requested': FloorRequestedEvent;
  'floor.withdrawn': FloorWithdrawnEvent;
  'meeting.changed': MeetingChangedEvent;
  'meeting.closed': MeetingClosedEvent;
  'meeting.opened': MeetingOpenedEvent;
  'meeting.paused': MeetingPausedEvent;
  'meeting.published': MeetingPublishedEvent;
  'meeting.resumed': MeetingResumedEvent;
  'minutes.drafted': MinutesDraftedEvent;
  'minutes.frozen': MinutesFrozenEvent;
  'minutes.signed': MinutesSignedEvent;
  'minutes.updated': MinutesUpdatedEvent;
  'present.paged': PresentPagedEvent;
  'present.started': PresentStartedEvent;
  'present.stopped': PresentStoppedEvent;
  'record.started': RecordStartedEvent;
  'record.stopped': RecordStoppedEvent;
  'roster.joined': RosterJoinedEvent;
  'roster.left': RosterLeftEvent;
  'site.checked': SiteCheckedEvent;
  'vote.cast': VoteCastEvent;
  'vote.closed': VoteClosedEvent;
  'vote.opened': VoteOpenedEvent;
}

/** What each passing signal says. */
export interface Signals {
  'media.paused': MediaPausedSignal;
  'media.quality': MediaQualitySignal;
  'media.restart': MediaRestartSignal;
  'media.sites': MediaSitesSignal;
  'media.speaker': MediaSpeakerSignal;
  'media.tracks': MediaTracksSignal;
  'present.pointer': PresentPointerSignal;
  'programme.changed': ProgrammeChangedSignal;
  'server.drain': ServerDrainSignal;
}

export type CommandType = keyof Commands;
export type EventKind = keyof Events;
export type SignalKind = keyof Signals;

/** One recorded line, narrowed by its kind. */
export type MeetingEvent = {
  [K in EventKind]: Omit<EventEnvelope, 'kind' | 'body'> & { kind: K; body: Events[K] };
}[EventKind];

/** One passing signal, narrowed by its kind. */
export type MeetingSignal = {
  [K in SignalKind]: Omit<SignalEnvelope, 'kind' | 'body'> & { kind: K; body: Signals[K] };
}[SignalKind];
