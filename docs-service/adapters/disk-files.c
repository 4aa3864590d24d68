/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/adapters/disk-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/error.h"
#include "base/id.h"

struct PnFiles {
  uv_loop_t *loop;
  char *blobs, *uploads, *recordings;
};

/* One piece of slow work: runs in the pool, answers on the loop. */
typedef struct {
  uv_work_t work;
  char *path;  /* the upload */
  char *blobs; /* where to keep it; NULL: only hash */
  gint64 offset;
  GBytes *bytes;
  char sha256[PN_SHA256_HEX + 1];
  gint64 size;
  GError *error;
  PnFilesDone done;
  PnFilesHashed hashed;
  gpointer data;
} Job;

static gboolean
io_error (GError **error, const char *what, const char *path)
{
  int saved = errno;
  g_set_error (error, PN_ERROR, (int) pn_error_code_of_errno (saved), "%s %s: %s", what, path, g_strerror (saved));
  return FALSE;
}

/* ---- names */

#define OWN "own-" /* of our own making: no row knows them, so that our next life clears them away */

static char *
upload_path (PnFiles *self, const char *upload)
{
  const char *id = g_str_has_prefix (upload, OWN) ? upload + strlen (OWN) : upload;
  return pn_id_is_uuid (id) ? g_build_filename (self->uploads, upload, NULL) : NULL;
}

char *
pn_files_blob_name (const char *sha256)
{
  return pn_is_sha256_hex (sha256) ? g_strdup_printf ("%.2s/%s", sha256, sha256 + 2) : NULL;
}

char *
pn_files_blob_path (PnFiles *self, const char *sha256)
{
  g_autofree char *name = pn_files_blob_name (sha256);
  return name != NULL ? g_build_filename (self->blobs, name, NULL) : NULL;
}

char *
pn_files_recording_path (PnFiles *self, const char *file)
{
  if (file == NULL || file[0] == '.' || file[0] == '\0' || strchr (file, '/') != NULL)
    return NULL;
  return g_build_filename (self->recordings, file, NULL);
}

/* ---- in the pool's threads */

static gboolean
sync_directory (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  if (!ok)
    io_error (error, "fsync", path);
  if (fd >= 0)
    close (fd);
  return ok;
}

static gboolean
write_at (int fd, const char *path, gint64 offset, GBytes *bytes, GError **error)
{
  gsize left;
  const guint8 *p = g_bytes_get_data (bytes, &left);
  struct stat st;
  if (fstat (fd, &st) != 0 || st.st_size < offset) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "%s is shorter than what was acknowledged", path);
    return FALSE;
  }
  if (ftruncate (fd, offset) != 0)
    return io_error (error, "truncate", path);
  while (left > 0) {
    ssize_t n = pwrite (fd, p, left, offset);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return io_error (error, "write", path);
    p += n;
    left -= (gsize) n;
    offset += n;
  }
  return fdatasync (fd) == 0 || io_error (error, "fdatasync", path);
}

static void
do_append (uv_work_t *work)
{
  Job *job = work->data;
  g_autofree char *folder = g_path_get_dirname (job->path);
  int fd = open (job->path, O_WRONLY | O_CLOEXEC | (job->offset == 0 ? O_CREAT : 0), 0644);
  if (fd < 0) {
    io_error (&job->error, "open", job->path);
    return;
  }
  if (write_at (fd, job->path, job->offset, job->bytes, &job->error) && job->offset == 0)
    (void) sync_directory (folder, &job->error);
  close (fd);
}

static gboolean
hash_file (Job *job)
{
  g_autofree guint8 *buffer = g_malloc (1 << 20);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  ssize_t n;
  int fd = open (job->path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return io_error (&job->error, "open", job->path);
  while ((n = read (fd, buffer, 1 << 20)) > 0) {
    g_checksum_update (sum, buffer, n);
    job->size += n;
  }
  if (n < 0 || fdatasync (fd) != 0)
    io_error (&job->error, "read", job->path);
  close (fd);
  g_strlcpy (job->sha256, g_checksum_get_string (sum), sizeof job->sha256);
  return job->error == NULL;
}

static void
do_hash (uv_work_t *work)
{
  Job *job = work->data;
  if (!hash_file (job) || job->blobs == NULL)
    return;
  g_autofree char *name = pn_files_blob_name (job->sha256);
  g_autofree char *path = g_build_filename (job->blobs, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0755) != 0 || (link (job->path, path) != 0 && errno != EEXIST)) {
    io_error (&job->error, "link", path);
    return;
  }
  (void) (sync_directory (folder, &job->error) && sync_directory (job->blobs, &job->error));
}

/* ---- on the loop */

static void
on_worked (uv_work_t *work, int status)
{
  Job *job = work->data;
  if (job->done != NULL)
    job->done (job->error, job->data);
  else
    job->hashed (job->error == NULL ? job->sha256 : NULL, job->size, job->error, job->data);
  g_clear_error (&job->error);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job->path);
  g_free (job->blobs);
  g_free (job);
}

static Job *
job_new (PnFiles *self, const char *upload, gpointer data)
{
  Job *job = g_new0 (Job, 1);
  job->work.data = job;
  job->path = upload_path (self, upload);
  if (job->path == NULL)
    job->path = g_strdup ("/dev/null/no-such-upload"); /* answers an error in its turn */
  job->data = data;
  return job;
}

void
pn_files_append (PnFiles *self, const char *upload, gint64 offset, GBytes *bytes, PnFilesDone done, gpointer data)
{
  Job *job = job_new (self, upload, data);
  job->offset = offset;
  job->bytes = g_bytes_ref (bytes);
  job->done = done;
  uv_queue_work (self->loop, &job->work, do_append, on_worked);
}

void
pn_files_hash_upload (PnFiles *self, const char *upload, PnFilesHashed done, gpointer data)
{
  Job *job = job_new (self, upload, data);
  job->hashed = done;
  uv_queue_work (self->loop, &job->work, do_hash, on_worked);
}

void
pn_files_keep_upload (PnFiles *self, const char *upload, PnFilesHashed done, gpointer data)
{
  Job *job = job_new (self, upload, data);
  job->hashed = done;
  job->blobs = g_strdup (self->blobs);
  uv_queue_work (self->loop, &job->work, do_hash, on_worked);
}

static int
open_path (char *take, int flags, GError **error)
{
  g_autofree char *path = take;
  int fd = path != NULL ? open (path, flags | O_CLOEXEC, 0644) : -1;
  if (fd < 0)
    io_error (error, "open", path != NULL ? path : "(bad name)");
  return fd;
}

int
pn_files_open_upload (PnFiles *self, const char *upload, GError **error)
{
  return open_path (upload_path (self, upload), O_RDONLY, error);
}

int
pn_files_open_blob (PnFiles *self, const char *sha256, GError **error)
{
  return open_path (pn_files_blob_path (self, sha256), O_RDONLY, error);
}

int
pn_files_create (PnFiles *self, char **upload, GError **error)
{
  g_autofree char *id = pn_id_uuid ();
  *upload = g_strconcat (OWN, id, NULL);
  return open_path (upload_path (self, *upload), O_RDWR | O_CREAT | O_EXCL, error);
}

void
pn_files_drop_upload (PnFiles *self, const char *upload)
{
  g_autofree char *path = upload_path (self, upload);
  if (path != NULL)
    (void) g_unlink (path);
}

/* What a killed process was making: signed files and their like, none of them recorded. */
static void
clear_own (const PnFiles *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->uploads, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (self->uploads, name, NULL);
    if (g_str_has_prefix (name, OWN))
      (void) g_unlink (path);
  }
}

PnFiles *
pn_files_new (uv_loop_t *loop, const char *var, GError **error)
{
  g_autoptr (PnFiles) self = g_new0 (PnFiles, 1);
  self->loop = loop;
  self->blobs = g_build_filename (var, "blobs", NULL);
  self->uploads = g_build_filename (var, "uploads", NULL);
  self->recordings = g_build_filename (var, "recordings", NULL);
  const char *const folders[] = { self->blobs, self->uploads, self->recordings };
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    if (g_mkdir_with_parents (folders[i], 0755) != 0) {
      io_error (error, "mkdir", folders[i]);
      return NULL;
    }
  }
  clear_own (self);
  return g_steal_pointer (&self);
}

void
pn_files_free (PnFiles *self)
{
  if (self == NULL)
    return;
  g_free (self->blobs);
  g_free (self->uploads);
  g_free (self->recordings);
  g_free (self);
}
