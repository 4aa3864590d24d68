/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turning an uploaded DOCX into a PDF, done by a process of its own in a cage. Never looks into the file and never blocks; loop's thread only. */
#pragma once
#include <glib.h>

typedef struct PnConverter PnConverter;

typedef enum { PN_CONVERT_WAITING, PN_CONVERT_RUNNING } PnConvertPhase;

/* Errors: CONVERTER_AWAY (no cage or no LibreOffice on this machine), DOCX_DAMAGED, DOCX_ENCRYPTED, DOCX_MACROS, DOCX_TOO_LARGE, OVERLOADED, CANCELLED. */
typedef void (*PnConverted) (const GError *error, gpointer data);

/* Both descriptors are borrowed (duplicated); the PDF is written to out. `done` runs once, never inside this call; started (may be NULL) when its turn has come. */
void pn_converter_ask (PnConverter *self, int input, int out, void (*started) (gpointer data), PnConverted done, gpointer data);
