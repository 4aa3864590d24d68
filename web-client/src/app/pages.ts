// SPDX-License-Identifier: GPL-3.0-or-later
// The pages behind chunks: a member on a slow line first needs the calendar only. `preload` fetches one ahead of the click.
import { page } from './page';

export const Room = page(() => import('../room'), true);
export const Devices = page(() => import('../room/devices'));
export const Arrival = page(() => import('../desk/ArrivalScreen'));
export const Incoming = page(() => import('../desk/IncomingScreen'));
export const Check = page(() => import('../desk/CheckScreen'));
export const Desk = page(() => import('../desk/DeskScreen'));
export const Draft = page(() => import('../desk/DraftScreen'));
export const Reminders = page(() => import('../desk/RemindersScreen'));
export const WorkingDays = page(() => import('../desk/WorkingDaysScreen'));
export const RemoteReturn = page(() => import('../desk/RemoteReturn'));
export const Access = page(() => import('../desk/AccessScreen'));
export const Proofs = page(() => import('../desk/ProofsScreen'));
export const Pin = page(() => import('../desk/PinScreen'));
export const Away = page(() => import('../desk/AwayScreen'));
export const SignMany = page(() => import('../desk/SignManyScreen'));
export const Books = page(() => import('../records/BooksScreen'));
export const WorkFiles = page(() => import('../records/FilesScreen'));
export const WorkFile = page(() => import('../records/FileScreen'));
export const Register = page(() => import('../desk/RegisterScreen'));
export const Watch = page(() => import('../watch/WatchScreen'));
export const Hall = page(() => import('../watch/HallScreen'), true);
export const Recording = page(() => import('../watch/RecordingScreen'));
export const Minutes = page(() => import('../minutes'));
export const Meeting = page(() => import('../screens/meeting/MeetingScreen'));
export const Editor = page(() => import('../screens/editor/EditorScreen'));
export const NewMeeting = page(() => import('../screens/editor/NewMeetingScreen'));
export const Paper = page(() => import('../screens/paper/PaperScreen'), true);
