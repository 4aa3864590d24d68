/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/adapters/page-cache.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "base/log.h"
#include "base/metrics.h"
#include "docs-service/core/page-key.h"

#define REMEMBER_DEATH_US (60 * G_USEC_PER_SEC)
#define BACKGROUND_MAX 64 /* wishes for soon; more are forgotten, somebody will ask when he needs one */

struct PnPages {
  PnRenderPool *pool;
  PnFiles *files;
  char *folder;
  guint next_temp;
  GHashTable *works;  /* key -> Work, under way */
  GHashTable *deaths; /* key -> gint64 *, monotonic time until which it is refused */
};

typedef struct {
  PnPagesDone done;
  gpointer data;
} Waiter;

typedef struct {
  PnPages *pages;
  char *key, *temp;
  int out;
  GArray *waiters; /* Waiter */
} Work;

static void
work_free (Work *work)
{
  if (work->out >= 0)
    close (work->out);
  g_array_unref (work->waiters);
  g_free (work->key);
  g_free (work->temp);
  g_free (work);
}

char *
pn_pages_path (PnPages *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

/* The name with the suffix it has on disk, or NULL. */
static char *
find (PnPages *self, const char *key)
{
  static const char *const suffixes[] = { "png", "jpg" };
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *name = g_strdup_printf ("%s.%s", key, suffixes[i]);
    g_autofree char *path = pn_pages_path (self, name);
    if (access (path, F_OK) == 0)
      return g_steal_pointer (&name);
  }
  return NULL;
}

/* The child is not to be trusted: what it wrote must at least begin like the picture it says it is. */
static gboolean
looks_right (int fd, PnRenderFormat format)
{
  static const guint8 png[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' }, jpeg[3] = { 0xff, 0xd8, 0xff };
  guint8 head[8] = { 0 };
  if (pread (fd, head, sizeof head, 0) != sizeof head)
    return FALSE;
  return format == PN_RENDER_FORMAT_PNG ? memcmp (head, png, sizeof png) == 0
                                        : format == PN_RENDER_FORMAT_JPEG && memcmp (head, jpeg, sizeof jpeg) == 0;
}

static char *
publish (Work *work, PnRenderFormat format)
{
  PnPages *self = work->pages;
  g_autofree char *name = g_strdup_printf ("%s.%s", work->key, format == PN_RENDER_FORMAT_JPEG ? "jpg" : "png");
  g_autofree char *path = pn_pages_path (self, name);
  g_autofree char *folder = g_path_get_dirname (path);
  if (!looks_right (work->out, format) || g_mkdir_with_parents (folder, 0755) != 0 || g_rename (work->temp, path) != 0)
    return NULL;
  return g_steal_pointer (&name);
}

static void
on_rendered (const PnRenderResult *result, gpointer data)
{
  Work *work = data;
  PnPages *self = work->pages;
  PnRenderResult bad = { .status = PN_RENDER_INTERNAL, .text = "the picture could not be kept" };
  g_autofree char *name = result->status == PN_RENDER_OK ? publish (work, result->format) : NULL;
  const PnRenderResult *failure = name != NULL ? NULL : result->status == PN_RENDER_OK ? &bad : result;
  if (name == NULL)
    (void) g_unlink (work->temp);
  if (failure != NULL && (failure->status == PN_RENDER_DIED || failure->status == PN_RENDER_TIMEOUT)) {
    gint64 until = g_get_monotonic_time () + REMEMBER_DEATH_US;
    g_hash_table_insert (self->deaths, g_strdup (work->key), g_memdup2 (&until, sizeof until));
  }
  pn_metric_observe (pn_metric_histogram ("phien_page_seconds", "Time a caged child needs for one page"), result->micros / 1e6);
  g_hash_table_steal (self->works, work->key);
  for (guint i = 0; i < work->waiters->len; i++) {
    Waiter *waiter = &g_array_index (work->waiters, Waiter, i);
    waiter->done (name, failure, waiter->data);
  }
  work_free (work);
}

static gboolean
died_lately (PnPages *self, const char *key)
{
  gint64 *until = g_hash_table_lookup (self->deaths, key);
  if (until == NULL)
    return FALSE;
  if (g_get_monotonic_time () < *until)
    return TRUE;
  g_hash_table_remove (self->deaths, key);
  return FALSE;
}

static void
add_waiter (Work *work, PnPagesDone done, gpointer data)
{
  Waiter waiter = { done, data };
  if (done != NULL)
    g_array_append_val (work->waiters, waiter);
}

static Work *
work_start (PnPages *self, const char *key, const char *sha256, guint page, guint width, gboolean background, GError **error)
{
  int input = pn_files_open_blob (self->files, sha256, error);
  if (input < 0)
    return NULL;
  Work *work = g_new0 (Work, 1);
  work->pages = self;
  work->key = g_strdup (key);
  work->temp = g_strdup_printf ("%s/tmp/%d-%u", self->folder, getpid (), self->next_temp++);
  work->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  work->out = open (work->temp, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (work->out < 0) {
    g_set_error (error, PN_ERROR, (int) pn_error_code_of_errno (errno), "%s: %s", work->temp, g_strerror (errno));
    close (input);
    work_free (work);
    return NULL;
  }
  PnRenderRequest request = { .op = PN_RENDER_PAGE, .key = sha256, .input = input, .out = work->out, .page = page, .width = width, .background = background };
  g_hash_table_insert (self->works, work->key, work);
  pn_render_pool_ask (self->pool, &request, on_rendered, work);
  close (input);
  return work;
}

void
pn_pages_get (PnPages *self, const char *sha256, guint page, guint width, gboolean background, PnPagesDone done, gpointer data)
{
  g_autofree char *key = pn_page_key (sha256, page, width);
  g_autofree char *name = key != NULL ? find (self, key) : NULL;
  g_autoptr (GError) error = NULL;
  PnRenderResult refusal = { .status = PN_RENDER_DIED, .text = "" };
  if (background && pn_render_pool_waiting (self->pool) > BACKGROUND_MAX && done == NULL)
    return;
  if (name != NULL || key == NULL || died_lately (self, key)) {
    if (done != NULL)
      done (name, name != NULL ? NULL : &refusal, data);
    return;
  }
  Work *work = g_hash_table_lookup (self->works, key);
  if (work == NULL)
    work = work_start (self, key, sha256, page, width, background, &error);
  if (work != NULL) {
    add_waiter (work, done, data);
    return;
  }
  pn_log_gerror (PN_LOG_ERROR, "pages", "no page image", error);
  refusal.status = pn_error_is (error, PN_ERROR_DISK_FULL) ? PN_RENDER_NO_ROOM : PN_RENDER_INTERNAL;
  if (done != NULL)
    done (NULL, &refusal, data);
}

static void
empty_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    (void) g_unlink (file);
  }
}

PnPages *
pn_pages_new (PnRenderPool *pool, PnFiles *files, const char *var, GError **error)
{
  g_autofree char *temp = g_build_filename (var, "pages", "tmp", NULL);
  if (g_mkdir_with_parents (temp, 0755) != 0) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s: %s", temp, g_strerror (errno));
    return NULL;
  }
  empty_folder (temp); /* half pages of an earlier life */
  PnPages *self = g_new0 (PnPages, 1);
  self->pool = pool;
  self->files = files;
  self->folder = g_build_filename (var, "pages", NULL);
  self->works = g_hash_table_new (g_str_hash, g_str_equal);
  self->deaths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
pn_pages_free (PnPages *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->works); /* empty: the pool was freed first and answered all */
  g_hash_table_unref (self->deaths);
  g_free (self->folder);
  g_free (self);
}
