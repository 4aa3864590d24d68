/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/convert/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* One digit: the shell of Debian knows no others. */
#define FD_DOCUMENT 5
#define FD_SETTINGS 6
#define FD_FILTER 7
#define FD_WORD 8
#define HIGH 20 /* where descriptors wait for their places */

/* Macros never run, links to elsewhere are never followed (there is no network either), nothing is asked. */
static const char settings[]
    = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">"
      "<item oor:path=\"/org.openoffice.Office.Common/Security/Scripting\"><prop oor:name=\"DisableMacrosExecution\" oor:op=\"fuse\"><value>true</value></prop></item>"
      "<item oor:path=\"/org.openoffice.Office.Common/Security/Scripting\"><prop oor:name=\"MacroSecurityLevel\" oor:op=\"fuse\"><value>3</value></prop></item>"
      "<item oor:path=\"/org.openoffice.Office.Common/Security/Scripting\"><prop oor:name=\"BlockUntrustedRefererLinks\" oor:op=\"fuse\"><value>true</value></prop></item>"
      "<item oor:path=\"/org.openoffice.Office.Common/Security/Scripting\"><prop oor:name=\"DisableActiveContent\" oor:op=\"fuse\"><value>true</value></prop></item>"
      "<item oor:path=\"/org.openoffice.Office.Writer/Content/Update\"><prop oor:name=\"Link\" oor:op=\"fuse\"><value>2</value></prop></item></oor:items>\n";

/* The shell says where it stands, runs LibreOffice without that descriptor, and hands out the PDF, or says that there was no room for all of it. */
static const char script[]
    = "echo in >&8; soffice --headless --norestore --nologo --nodefault --nolockcheck -env:UserInstallation=file:///home/office "
      "--convert-to 'pdf:writer_pdf_Export:{\"ExportFormFields\":{\"type\":\"boolean\",\"value\":\"false\"}}' --outdir /tmp/out /draft.docx "
      ">/dev/null 2>&1 </dev/null 8>&-; echo done $? >&8; [ -s /tmp/out/draft.pdf ] || exit 0; cat /tmp/out/draft.pdf 2>/dev/null 8>&- || echo full >&8";

static const char *const arguments[] = {
  "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL", "--hostname", "draft",
  "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin",
  "--ro-bind", "/etc/fonts", "/etc/fonts", "--ro-bind-try", "/etc/libreoffice", "/etc/libreoffice", "--ro-bind-try", "/var/lib/libreoffice", "/var/lib/libreoffice",
  "--ro-bind-try", "/var/cache/fontconfig", "/var/cache/fontconfig", "--proc", "/proc", "--dev", "/dev",
  "--size", "268435456", "--tmpfs", "/tmp", "--size", "67108864", "--tmpfs", "/home", "--dir", "/home/office/user",
  "--ro-bind-data", "5", "/draft.docx", "--file", "6", "/home/office/user/registrymodifications.xcu", "--seccomp", "7",
  "--setenv", "HOME", "/home", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LANG", "C.UTF-8", "--setenv", "SAL_USE_VCLPLUGIN", "svp", "--chdir", "/tmp",
  "/bin/sh", "-c", script, NULL
};

/* What a word processor has no use for and kernels were broken by. */
static const int refused[] = {
  SCMP_SYS (ptrace), SCMP_SYS (process_vm_readv), SCMP_SYS (process_vm_writev), SCMP_SYS (mount), SCMP_SYS (umount2), SCMP_SYS (pivot_root), SCMP_SYS (chroot),
  SCMP_SYS (unshare), SCMP_SYS (setns), SCMP_SYS (keyctl), SCMP_SYS (add_key), SCMP_SYS (request_key), SCMP_SYS (bpf), SCMP_SYS (perf_event_open),
  SCMP_SYS (userfaultfd), SCMP_SYS (kexec_load), SCMP_SYS (kexec_file_load), SCMP_SYS (init_module), SCMP_SYS (finit_module), SCMP_SYS (delete_module),
  SCMP_SYS (open_by_handle_at), SCMP_SYS (io_uring_setup), SCMP_SYS (io_uring_enter), SCMP_SYS (io_uring_register), SCMP_SYS (reboot), SCMP_SYS (swapon),
  SCMP_SYS (swapoff), SCMP_SYS (acct), SCMP_SYS (quotactl), SCMP_SYS (iopl), SCMP_SYS (ioperm), SCMP_SYS (syslog), SCMP_SYS (vhangup), SCMP_SYS (personality),
};

static gboolean
write_filter (int fd)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  int rc = filter == NULL ? -ENOMEM : 0;
  for (guint i = 0; rc == 0 && i < G_N_ELEMENTS (refused); i++)
    rc = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), refused[i], 0);
  if (rc == 0) /* a new user namespace is the way to all others */
    rc = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (clone), 1, SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER));
  if (rc == 0) /* glibc falls back to clone */
    rc = seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0);
  if (rc == 0)
    rc = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EAFNOSUPPORT), SCMP_SYS (socket), 1, SCMP_A0 (SCMP_CMP_NE, AF_UNIX));
  if (rc == 0)
    rc = seccomp_export_bpf (filter, fd);
  seccomp_release (filter);
  return rc == 0 && lseek (fd, 0, SEEK_SET) == 0;
}

static gboolean
write_settings (int fd)
{
  return write (fd, settings, sizeof settings - 1) == (ssize_t) sizeof settings - 1 && lseek (fd, 0, SEEK_SET) == 0;
}

static gboolean
limit (int what, guint64 value)
{
  struct rlimit r = { value, value };
  return setrlimit (what, &r) == 0;
}

static gboolean
limit_resources (void)
{
  return limit (RLIMIT_AS, PN_CAGE_MEMORY) && limit (RLIMIT_CPU, PN_CAGE_CPU_SECONDS) && limit (RLIMIT_FSIZE, PN_CAGE_FILE_MAX) && limit (RLIMIT_CORE, 0)
         && limit (RLIMIT_NOFILE, 512);
}

static int
high (int fd)
{
  int moved = fd >= 0 ? fcntl (fd, F_DUPFD_CLOEXEC, HIGH) : -1;
  if (fd >= 0)
    close (fd);
  return moved;
}

/* dup2 leaves the copy open over the exec; the originals are all close-on-exec. */
void
pn_cage_exec (int input, int out, int word)
{
  int filter = high (memfd_create ("filter", MFD_CLOEXEC)), options = high (memfd_create ("settings", MFD_CLOEXEC));
  int nothing = high (open ("/dev/null", O_RDONLY | O_CLOEXEC));
  if (filter < 0 || options < 0 || nothing < 0 || !write_filter (filter) || !write_settings (options))
    return;
  if (dup2 (nothing, 0) < 0 || dup2 (out, 1) < 0 || dup2 (input, FD_DOCUMENT) < 0 || dup2 (options, FD_SETTINGS) < 0 || dup2 (filter, FD_FILTER) < 0
      || dup2 (word, FD_WORD) < 0 || !limit_resources ())
    return;
  execvp (arguments[0], (char *const *) arguments);
}
