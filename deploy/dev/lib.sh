# SPDX-License-Identifier: GPL-3.0-or-later
# Words every verb of ./dev uses: progress, one-sentence failures, the unprivileged user.

if [ -t 1 ]; then PHIEN_BOLD=$(printf '\033[1m') PHIEN_DIM=$(printf '\033[2m') PHIEN_OFF=$(printf '\033[0m')
else PHIEN_BOLD='' PHIEN_DIM='' PHIEN_OFF=''; fi

say () { printf '%s\n' "$*"; }
step () { printf '%s[%s]%s %s\n' "$PHIEN_DIM" "$(date +%T)" "$PHIEN_OFF" "$*"; }
die () { printf '%serror:%s %s\n' "$PHIEN_BOLD" "$PHIEN_OFF" "$*" >&2; exit 1; }

# Runs a noisy command with its output in a log; on failure shows the end of it.
quietly () {
  log=$1; shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    die "this step failed: $* (whole output: $log)"
  fi
}

# PostgreSQL refuses root and no daemon of ours needs it: as root everything runs as the user "phien".
as_user () {
  if [ "$(id -u)" -ne 0 ]; then "$@"
  else setpriv --reuid=phien --regid=phien --init-groups --inh-caps=-all -- env HOME="${PHIEN_VAR:-/tmp}" USER=phien LOGNAME=phien "$@"; fi
}
ensure_user () {
  [ "$(id -u)" -ne 0 ] && return
  id phien >/dev/null 2>&1 || useradd --system --user-group --no-create-home --shell /usr/sbin/nologin phien ||
    die "the user 'phien' cannot be created; run ./dev as an ordinary user instead"
}

content_stamp () { # files' names, sizes and times of the given paths, as one word
  find "$@" -type f -not -path '*/dist/*' -printf '%p %s %T@\n' 2>/dev/null | LC_ALL=C sort | sha256sum | cut -c1-32
}
NODE=${NODE:-node}
