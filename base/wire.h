/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON of strangers, read within bounds: size, depth, duplicate keys, UTF-8, integer range; and typed reading and building.
 * The only hand-written place that includes jansson; a PnJson belongs to one thread at a time. */
#pragma once

#include <glib.h>

/* The same object as jansson's json_t, so that generated code may pass one for the other. */
typedef struct json_t PnJson;

#define PN_WIRE_MAX_DEPTH 32
#define PN_WIRE_MAX_INT G_GINT64_CONSTANT (9007199254740991) /* 2^53 - 1: exact in JavaScript */
#define PN_WIRE_FRAME_MAX (64 * 1024)                          /* a WebSocket message */
#define PN_WIRE_LINK_MAX (1024 * 1024)                         /* a unix-link message */

PnJson *pn_json_ref (const PnJson *self);
void pn_json_unref (PnJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnJson, pn_json_unref)

/* Object or array at the top. Errors: TOO_LARGE above max_bytes, BAD_MESSAGE for everything else. */
PnJson *pn_wire_parse (const void *bytes, gsize length, gsize max_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Text that our own database wrote: any JSON value, no size bound; NULL when it is none. */
PnJson *pn_wire_parse_own (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Compact text, keys in the order they were set. */
char *pn_wire_dump (const PnJson *json);
GBytes *pn_wire_dump_bytes (const PnJson *json);

/* ---- Reading. `get` wants the key; `opt` leaves *out alone and succeeds when it is absent or null.
 * Strings are borrowed from the object; lengths are in Unicode characters. Errors: BAD_MESSAGE (missing, wrong type),
 * BAD_VALUE (out of bounds); the message names the key. *out is untouched on failure. */
gboolean pn_wire_get_int (const PnJson *o, const char *key, gint64 min, gint64 max, gint64 *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_opt_int (const PnJson *o, const char *key, gint64 min, gint64 max, gint64 *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_get_number (const PnJson *o, const char *key, double min, double max, double *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_opt_number (const PnJson *o, const char *key, double min, double max, double *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_get_str (const PnJson *o, const char *key, gsize min, gsize max, const char **out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_opt_str (const PnJson *o, const char *key, gsize min, gsize max, const char **out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_get_bool (const PnJson *o, const char *key, gboolean *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_opt_bool (const PnJson *o, const char *key, gboolean *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_get_object (const PnJson *o, const char *key, const PnJson **out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_opt_object (const PnJson *o, const char *key, const PnJson **out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_get_array (const PnJson *o, const char *key, gsize max_items, const PnJson **out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean pn_wire_opt_array (const PnJson *o, const char *key, gsize max_items, const PnJson **out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Refuses any key that is not in the NULL-ended list (closed objects). */
gboolean pn_wire_only (const PnJson *o, const char *const *keys, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- Reading our own messages (links, database): absent or of another type gives the fallback. */
gint64 pn_wire_int (const PnJson *o, const char *key, gint64 fallback);
double pn_wire_number (const PnJson *o, const char *key, double fallback);
const char *pn_wire_str (const PnJson *o, const char *key, const char *fallback);
gboolean pn_wire_bool (const PnJson *o, const char *key, gboolean fallback);
const PnJson *pn_wire_member (const PnJson *o, const char *key); /* NULL when absent or null */

gboolean pn_wire_is_object (const PnJson *json);
gboolean pn_wire_is_array (const PnJson *json);
gboolean pn_wire_is_null (const PnJson *json);
/* Items of an array (0 for anything else), and one of them; as int or string with a fallback. */
gsize pn_wire_length (const PnJson *array);
const PnJson *pn_wire_at (const PnJson *array, gsize index);
gint64 pn_wire_int_at (const PnJson *array, gsize index, gint64 fallback);
double pn_wire_number_at (const PnJson *array, gsize index, double fallback);
const char *pn_wire_str_at (const PnJson *array, gsize index, const char *fallback);
/* Walks an object; stops when the callback returns FALSE. */
void pn_wire_each (const PnJson *o, gboolean (*visit) (const char *key, const PnJson *value, gpointer data), gpointer data);

/* ---- Building. A string that is no UTF-8 is repaired; a NULL string is null. `take` consumes the value (NULL: null). */
PnJson *pn_wire_object (void);
PnJson *pn_wire_array (void);
void pn_wire_set_int (PnJson *o, const char *key, gint64 value);
void pn_wire_set_number (PnJson *o, const char *key, double value);
void pn_wire_set_str (PnJson *o, const char *key, const char *value);
void pn_wire_set_bool (PnJson *o, const char *key, gboolean value);
void pn_wire_set_null (PnJson *o, const char *key);
void pn_wire_set_take (PnJson *o, const char *key, PnJson *value);
void pn_wire_set_ref (PnJson *o, const char *key, const PnJson *value);
void pn_wire_remove (PnJson *o, const char *key);
void pn_wire_add_int (PnJson *array, gint64 value);
void pn_wire_add_number (PnJson *array, double value);
void pn_wire_add_str (PnJson *array, const char *value);
void pn_wire_add_take (PnJson *array, PnJson *value);

/* {"error":{"code","vi","en","detail"?}}: what HTTP answers and failed replies carry. `detail` only for codes below 500. */
PnJson *pn_wire_error (const GError *error);
