/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the handlers of the signing desk share: facts of the database turned into capacities, composing in the
 * cage, small answers. No SQL, no PDF; loop's thread only. */
#pragma once
#include "docs-service/core/authority.h"
#include "docs-service/http/api.h"

#define PN_DESK_COMMENT_MAX 2000
/* What a clerk's number fills: two fields of a composed draft, or those that a draft which came as a file has of them (core/zones.h, desk-number.c). */
#define PN_DESK_NUMBER_FIELDS "SoVanBan", "NgayBanHanh", "SoKyHieu", "Ngay", "Thang", "Nam"
#define PN_DESK_N_NUMBER_FIELDS 6

/* Facts as phien.signing_facts gives them; NULL or absent: nobody, who may sign nothing. transfer full */
GPtrArray *pn_desk_capacities (const PnJson *facts, const char *own_title);
/* {capacity, grant, lines}; transfer full */
PnJson *pn_desk_capacity_json (const PnCapacity *capacity);
/* What compose-official.h wants, of the answer to PN_Q_DESK_COMPOSE; transfer full. Errors: WRONG_STATE (no draft of the asker's), NO_AUTHORITY (R11). */
PnJson *pn_desk_official (const PnJson *facts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Reads the request's JSON into call->body; FALSE when the call has been answered and ended. */
gboolean pn_desk_body (PnCall *call, const char *const *keys);
/* A 64-digit hash the person says he saw. */
gboolean pn_desk_seen (const PnJson *body, const char **seen, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Reads {seen}, asks for the step the call names (PN_Q_DESK_STEP), goes on. Takes the call. */
void pn_desk_with_step (PnCall *call, void (*then) (PnCall *call, const PnJson *step));
/* How an attempt stands, its "refused" code turned into {code,vi,en}, as an error is answered. Takes the call. */
void pn_desk_answer_state (PnCall *call, const PnJson *state);
/* ?year=&q= of a register as {year,folded}; NULL when the call has been answered. transfer full */
PnJson *pn_desk_search (PnCall *call);
/* What an act on the desk wants besides an optional comment. Whose turn it is, and on which version, the
 * database knows. */
enum { PN_DESK_SEEN = 1 << 0, PN_DESK_REASON = 1 << 1, PN_DESK_TO = 1 << 2 };
/* Reads {seen,comment,to} as far as wanted, asks, answers. Takes the call. */
void pn_desk_act (PnCall *call, PnStoreQuery query, guint wants);
