/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the other programs of this installation are. Any thread may call. */
#pragma once

/* Beside this program in a build tree, below libexec when installed. transfer full; it need not exist */
char *pn_cli_beside (const char *program);
