/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/copies.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

const char *const pn_copies_folders[] = { "blobs", "recordings", NULL };

static gboolean
io_failed (const char *path, GError **error)
{
  g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

/* Calls visit for every plain file; relative has no leading slash. Symbolic links are nobody's record: not followed. */
typedef gboolean (*Visit) (const char *root, const char *relative, gpointer data, GError **error);

static gboolean
walk (const char *root, const char *relative, Visit visit, gpointer data, GError **error)
{
  g_autofree char *path = g_build_filename (root, relative, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  if (dir == NULL)
    return errno == ENOENT || io_failed (path, error);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *inner = relative[0] != '\0' ? g_build_filename (relative, name, NULL) : g_strdup (name);
    g_autofree char *full = g_build_filename (root, inner, NULL);
    struct stat st;
    if (lstat (full, &st) != 0)
      return io_failed (full, error);
    if (S_ISDIR (st.st_mode) && !walk (root, inner, visit, data, error))
      return FALSE;
    if (S_ISREG (st.st_mode) && !visit (root, inner, data, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- copying */

static gboolean
copy_bytes (int in, int out, const char *path, GError **error)
{
  for (;;) {
    ssize_t n = copy_file_range (in, NULL, out, NULL, 1 << 30, 0);
    if (n == 0)
      break;
    if (n < 0)
      return io_failed (path, error);
  }
  return fsync (out) == 0 || io_failed (path, error);
}

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  int in = open (from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  int out = in >= 0 ? open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640) : -1;
  gboolean ok = out >= 0 ? copy_bytes (in, out, to, error) : io_failed (in < 0 ? from : to, error);
  if (in >= 0)
    close (in);
  if (out >= 0)
    close (out);
  return ok;
}

typedef struct {
  const char *to;
  PnCopiesCount *count;
} Copy;

static gboolean
copy_visit (const char *root, const char *relative, gpointer data, GError **error)
{
  Copy *copy = data;
  if (g_str_has_suffix (relative, ".part") || g_str_has_suffix (relative, ".tmp"))
    return TRUE;
  g_autofree char *from = g_build_filename (root, relative, NULL), *to = g_build_filename (copy->to, relative, NULL);
  g_autofree char *folder = g_path_get_dirname (to);
  struct stat st;
  if (g_mkdir_with_parents (folder, 0750) != 0)
    return io_failed (folder, error);
  /* Linked files share their bytes: right for blobs and finished recordings, which are never written again. */
  if (link (from, to) != 0) {
    if (errno != EXDEV && errno != EPERM && errno != EMLINK && errno != EOPNOTSUPP)
      return io_failed (to, error);
    if (!copy_file (from, to, error))
      return FALSE;
  }
  if (stat (to, &st) != 0)
    return io_failed (to, error);
  copy->count->files++;
  copy->count->bytes += st.st_size;
  return TRUE;
}

gboolean
pn_copies_tree (const char *from, const char *to, const char *folder, PnCopiesCount *count, GError **error)
{
  Copy copy = { to, count };
  return walk (from, folder, copy_visit, &copy, error);
}

/* ---- hashes */

static char *
hash_file (const char *path, gint64 *bytes, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (1 << 20);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  ssize_t n = fd < 0 ? -1 : 0;
  while (fd >= 0 && (n = read (fd, buffer, 1 << 20)) > 0) {
    g_checksum_update (sum, buffer, n);
    *bytes += n;
  }
  if (n < 0)
    io_failed (path, error);
  if (fd >= 0)
    close (fd);
  return n == 0 ? g_strdup (g_checksum_get_string (sum)) : NULL;
}

typedef struct {
  GPtrArray *lines;
  PnCopiesCount *count;
} Seal;

static gboolean
seal_visit (const char *root, const char *relative, gpointer data, GError **error)
{
  Seal *seal = data;
  if (strcmp (relative, PN_COPIES_SUMS) == 0)
    return TRUE;
  g_autofree char *path = g_build_filename (root, relative, NULL);
  g_autofree char *sum = hash_file (path, &seal->count->bytes, error);
  if (sum == NULL)
    return FALSE;
  seal->count->files++;
  g_ptr_array_add (seal->lines, g_strdup_printf ("%s  %s", sum, relative));
  return TRUE;
}

static gint
by_path (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a + 66, *(const char *const *) b + 66);
}

gboolean
pn_copies_seal (const char *to, PnCopiesCount *count, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  Seal seal = { lines, count };
  if (!walk (to, "", seal_visit, &seal, error))
    return FALSE;
  g_ptr_array_sort (lines, by_path);
  g_ptr_array_add (lines, g_strdup (""));
  g_ptr_array_add (lines, NULL);
  g_autofree char *text = g_strjoinv ("\n", (char **) lines->pdata);
  g_autofree char *path = g_build_filename (to, PN_COPIES_SUMS, NULL);
  g_autoptr (GError) why = NULL;
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_DURABLE, 0640, &why))
    return TRUE;
  g_set_error_literal (error, PN_ERROR, PN_ERROR_IO, why->message);
  return FALSE;
}

static gboolean
verify_visit (const char *root, const char *relative, gpointer data, GError **error)
{
  GHashTable *listed = data;
  gint64 bytes = 0;
  if (strcmp (relative, PN_COPIES_SUMS) == 0)
    return TRUE;
  g_autofree char *path = g_build_filename (root, relative, NULL);
  const char *wanted = g_hash_table_lookup (listed, relative);
  if (wanted == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "%s is not in %s", relative, PN_COPIES_SUMS);
    return FALSE;
  }
  g_autofree char *sum = hash_file (path, &bytes, error);
  if (sum == NULL)
    return FALSE;
  if (strcmp (sum, wanted) != 0) {
    g_set_error (error, PN_ERROR, PN_ERROR_BAD_VALUE, "%s is damaged: its SHA-256 is another", relative);
    return FALSE;
  }
  g_hash_table_remove (listed, relative);
  return TRUE;
}

gboolean
pn_copies_verify (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, PN_COPIES_SUMS, NULL), *text = NULL;
  g_autoptr (GHashTable) listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!g_file_get_contents (path, &text, NULL, NULL)) {
    g_set_error (error, PN_ERROR, PN_ERROR_NOT_FOUND, "%s is no backup: it has no %s", dir, PN_COPIES_SUMS);
    return FALSE;
  }
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strlen (lines[i]) > 66)
      g_hash_table_insert (listed, g_strdup (lines[i] + 66), g_strndup (lines[i], 64));
  if (!walk (dir, "", verify_visit, listed, error))
    return FALSE;
  GHashTableIter iter;
  gpointer missing;
  g_hash_table_iter_init (&iter, listed);
  if (g_hash_table_iter_next (&iter, &missing, NULL)) {
    g_set_error (error, PN_ERROR, PN_ERROR_NOT_FOUND, "%s is missing", (const char *) missing);
    return FALSE;
  }
  return TRUE;
}

static gboolean
any_visit (const char *root, const char *relative, gpointer data, GError **error)
{
  *(gboolean *) data = TRUE;
  return FALSE;
}

gboolean
pn_copies_is_empty (const char *dir)
{
  gboolean found = FALSE;
  walk (dir, "", any_visit, &found, NULL);
  return !found;
}
