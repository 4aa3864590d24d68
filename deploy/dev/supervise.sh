# SPDX-License-Identifier: GPL-3.0-or-later
# A small supervisor for development and tests: what dies is started again, as systemd would; Ctrl-C ends all.
# Production uses the units in deploy/systemd.

SUPERVISED=''

supervise () { # name, program, arguments…
  name=$1; shift
  (
    set +e
    # The daemon's own death must not end this loop, and Ctrl-C is the parent's to hand out.
    trap '' INT
    stopping=no
    # PostgreSQL takes TERM as "wait for every client" and INT as "stop now, cleanly".
    signal=TERM
    [ "$name" = postgres ] && signal=INT
    trap 'stopping=yes; [ -n "$child" ] && kill -$signal "$child" 2>/dev/null' TERM
    child=''
    while [ $stopping = no ]; do
      setpriv_exec "$@" >>"$PHIEN_VAR/log/$name.log" 2>&1 &
      child=$!
      echo "$child" >"$PHIEN_VAR/run/$name.pid"
      # `wait` returns early on the trapped signal: wait again until the child is gone.
      while kill -0 "$child" 2>/dev/null; do wait "$child"; status=$?; done
      [ $stopping = yes ] && break
      printf '%s %s ended with status %s, starting it again\n' "$(date +%FT%T)" "$name" "${status:-?}" >>"$PHIEN_VAR/log/supervisor.log"
      sleep 0.1
    done
    rm -f "$PHIEN_VAR/run/$name.pid"
  ) 2>>"$PHIEN_VAR/log/supervisor.log" &
  if [ -n "$SUPERVISED" ]; then SUPERVISED="$! $SUPERVISED"; else SUPERVISED=$!; fi
}

# exec, so that the pid we keep is the daemon's own.
setpriv_exec () {
  if [ "$(id -u)" -ne 0 ]; then exec "$@"
  else exec setpriv --reuid=phien --regid=phien --init-groups --inh-caps=-all env HOME="$PHIEN_VAR" USER=phien LOGNAME=phien "$@"; fi
}

loops_left () { # prints those of the given loops that still live
  for pid in "$@"; do kill -0 "$pid" 2>/dev/null && printf '%s ' "$pid"; done
  :
}

# Everything but PostgreSQL first, so that a draining daemon can still commit; then PostgreSQL (fast shutdown).
stop_all () {
  set +e
  trap '' INT TERM HUP
  trap - EXIT
  [ -n "$SUPERVISED" ] || return 0
  step "stopping"
  # shellcheck disable=SC2086 # a list of pids, the one started first at its end
  case $SUPERVISED in *' '*) stop_loops 30 ${SUPERVISED% *} ;; esac
  stop_loops 15 "${SUPERVISED##* }"
  for file in "$PHIEN_VAR"/run/*.pid; do
    case $file in */dev.pid) continue ;; esac
    [ -f "$file" ] && kill -KILL "$(cat "$file")" 2>/dev/null
  done
  rm -f "$PHIEN_VAR/run/dev.pid"
  SUPERVISED=''
  step "stopped"
}

stop_loops () { # tenths of a second to wait, then the loops
  tenths=$1; shift
  [ $# -gt 0 ] || return 0
  kill -TERM "$@" 2>/dev/null || :
  while [ "$tenths" -gt 0 ] && [ -n "$(loops_left "$@")" ]; do
    tenths=$((tenths - 1))
    sleep 0.1
  done
}
