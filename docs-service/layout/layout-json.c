/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report as JSON, and its rules and verdicts in words. */
#include "docs-service/layout/layout.h"

typedef struct {
  const char *id;
  int r;
  const char *clause_vi, *clause_en, *what_vi, *what_en, *asked_vi, *asked_en;
} Row;

static const Row rows[] = {
#define PN_LAYOUT_ROW(id, r, clause_vi, clause_en, what_vi, what_en, asked_vi, asked_en) { #id, r, clause_vi, clause_en, what_vi, what_en, asked_vi, asked_en },
#include "docs-service/layout/layout-rules.inc"
#undef PN_LAYOUT_ROW
};

static char names[G_N_ELEMENTS (rows)][32];

const char *
pn_layout_rule_name (PnLayoutRule rule)
{
  char *name = names[rule];
  for (guint k = 0; rows[rule].id[k] != '\0' && k < sizeof names[0] - 1; k++)
    name[k] = g_ascii_tolower (rows[rule].id[k]);
  return name;
}

int
pn_layout_rule_number (PnLayoutRule rule)
{
  return rows[rule].r;
}

static const char *const verdict_names[] = { "official", "not_official", "scanned", "attached" };
static const char *const severity_names[] = { "breach", "warning", "open" };

static const struct {
  const char *state, *vi, *en;
} states[] = {
  { "clean", "Thể thức đúng theo Nghị định 30/2020/NĐ-CP.", "The layout is as Decree 30/2020/NĐ-CP asks." },
  { "warnings", "Không có lỗi thể thức; có điểm nên xem lại.", "No breach of the layout rules; some points deserve a look." },
  { "breaches", "Có lỗi thể thức theo Nghị định 30/2020/NĐ-CP.", "The layout breaks rules of Decree 30/2020/NĐ-CP." },
  { "not_judged", "Không phải văn bản hành chính theo Nghị định 30/2020/NĐ-CP: trang đầu không có Quốc hiệu, nên không xét thể thức.",
    "Not an administrative document by Decree 30/2020/NĐ-CP: page 1 carries no national name, so its layout is not judged." },
  { "not_judged", "Các trang là ảnh quét: không đọc được chữ, nên không xét thể thức.", "The pages are scanned pictures: there is no text to judge." },
};

static guint
state_of (const PnLayoutReport *self)
{
  if (self->verdict == PN_LAYOUT_NOT_OFFICIAL || self->verdict == PN_LAYOUT_SCANNED)
    return self->verdict == PN_LAYOUT_SCANNED ? 4 : 3;
  return pn_layout_count (self, PN_LAYOUT_BREACH) > 0 ? 2 : pn_layout_count (self, PN_LAYOUT_WARNING) > 0 ? 1 : 0;
}

static void
set_words (PnJson *object, const char *key, const char *vi, const char *en)
{
  PnJson *words = pn_wire_object ();
  pn_wire_set_str (words, "vi", vi);
  pn_wire_set_str (words, "en", en);
  pn_wire_set_take (object, key, words);
}

/* Hundredths of a millimetre are enough for a mark on a page. */
static void
set_rect (PnJson *object, const PnMmRect *box)
{
  PnJson *rect = pn_wire_array ();
  const double all[] = { box->x, box->y, box->w, box->h };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    pn_wire_add_number (rect, (double) (gint64) (all[i] * 100) / 100);
  if (box->w > 0 && box->h > 0) {
    pn_wire_set_take (object, "rect", rect);
    return;
  }
  pn_json_unref (rect);
  pn_wire_set_null (object, "rect");
}

static PnJson *
finding_json (const PnLayoutFinding *f)
{
  const Row *row = &rows[f->rule];
  PnJson *o = pn_wire_object ();
  g_autofree char *rule = g_strdup_printf ("R%d", row->r);
  pn_wire_set_str (o, "id", pn_layout_rule_name (f->rule));
  pn_wire_set_str (o, "rule", rule);
  pn_wire_set_str (o, "severity", severity_names[f->severity]);
  pn_wire_set_int (o, "page", f->page);
  set_rect (o, &f->box);
  pn_wire_set_int (o, "count", f->count);
  set_words (o, "what", row->what_vi, row->what_en);
  set_words (o, "found", f->found_vi, f->found_en);
  set_words (o, "asked", row->asked_vi, row->asked_en);
  set_words (o, "clause", row->clause_vi, row->clause_en);
  return o;
}

/* ok: looked at and nothing found; none: there was nothing to look at. */
static const char *
rule_state (const PnLayoutReport *self, int r)
{
  const char *state = NULL;
  for (guint i = 0; state == NULL && i < self->findings->len; i++) { /* breaches come first */
    const PnLayoutFinding *f = self->findings->pdata[i];
    if (rows[f->rule].r == r)
      state = severity_names[f->severity];
  }
  if (state != NULL)
    return state;
  gboolean official = self->verdict == PN_LAYOUT_OFFICIAL;
  if (r == 5 || r == 6)
    return self->has_form ? "ok" : "none";
  if (r == 7)
    return self->has_urgency ? "ok" : "none";
  if (r == 3 || r == 4 || r == 8)
    return !official ? "none" : (r == 8 ? self->is_original : self->is_signed) ? "ok" : "open";
  return official ? "ok" : "none";
}

static PnJson *
rules_json (const PnLayoutReport *self)
{
  static const int all[] = { 1, 2, 3, 4, 5, 6, 7, 8, 11, 13 };
  PnJson *list = pn_wire_array ();
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    PnJson *o = pn_wire_object ();
    g_autofree char *name = g_strdup_printf ("R%d", all[i]);
    pn_wire_set_str (o, "rule", name);
    pn_wire_set_str (o, "state", rule_state (self, all[i]));
    pn_wire_add_take (list, o);
  }
  return list;
}

PnJson *
pn_layout_report_json (const PnLayoutReport *self)
{
  PnJson *o = pn_wire_object (), *counts = pn_wire_object (), *findings = pn_wire_array ();
  guint state = state_of (self);
  pn_wire_set_str (o, "verdict", verdict_names[self->verdict]);
  pn_wire_set_str (o, "state", states[state].state);
  set_words (o, "text", states[state].vi, states[state].en);
  pn_wire_set_str (o, "type", self->type);
  pn_wire_set_int (o, "pages", self->page_count);
  pn_wire_set_int (o, "judged_pages", self->judged_pages);
  for (guint s = 0; s < G_N_ELEMENTS (severity_names); s++)
    pn_wire_set_int (counts, severity_names[s], pn_layout_count (self, (PnLayoutSeverity) s));
  pn_wire_set_take (o, "counts", counts);
  pn_wire_set_take (o, "rules", rules_json (self));
  for (guint i = 0; i < self->findings->len; i++)
    pn_wire_add_take (findings, finding_json (self->findings->pdata[i]));
  pn_wire_set_take (o, "findings", findings);
  return o;
}
