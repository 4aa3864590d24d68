// SPDX-License-Identifier: GPL-3.0-or-later
export default function EditorScreen({ meeting }: { meeting: number }) { return null ?? void meeting; }
