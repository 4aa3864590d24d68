// SPDX-License-Identifier: GPL-3.0-or-later
export { DocumentViewer, type DocumentViewerProps, type ViewerPlace, type ViewerPointer } from './DocumentViewer';
