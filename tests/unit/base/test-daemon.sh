#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# base/daemon from outside: flags, readiness page, sd_notify, drain, exit status. With a sanitizer build its leak check
# at exit is part of the test.
set -eu
daemon=$1
dir=$(mktemp -d /tmp/phien-daemon.XXXXXX)
trap 'rm -rf "$dir"' EXIT
fail() { echo "not ok: $*"; cat "$dir"/log* 2>/dev/null; exit 1; }
PHIEN_VAR=$dir; export PHIEN_VAR

"$daemon" --version | grep -q '^phien-sample [0-9]' || fail version
"$daemon" --check-config | grep -q "^sample.socket = $dir/run/sample.sock$" || fail check-config
status=0; PHIEN_SAMPLE_DRAIN_MS=-1 "$daemon" --check-config 2>"$dir/log0" || status=$?
[ "$status" = 78 ] || fail "bad value gave status $status"
grep -q 'drain-ms' "$dir/log0" || fail "no word about drain-ms"
status=0; "$daemon" --config /nonexistent 2>/dev/null || status=$?
[ "$status" = 78 ] || fail "missing file gave status $status"
status=0; PHIEN_SAMPLE_FAIL=true "$daemon" 2>"$dir/log1" || status=$?
[ "$status" = 1 ] || fail "failed start gave status $status"

wait_for() { # FILE TEXT
  n=0
  until grep -q "$2" "$1" 2>/dev/null; do n=$((n + 1)); [ $n -lt 200 ] || fail "no $2 in $1"; sleep 0.05; done
}
get() { curl -s --max-time 5 --unix-socket "$dir/run/sample-admin.sock" -w ' %{http_code}' "http://x$1"; }

"$daemon" 2>"$dir/log2" & pid=$!
wait_for "$dir/log2" '"msg":"ready"'
case $(get /healthz) in ok*200) ;; *) fail healthz ;; esac
case $(get /readyz) in *database*503) ;; *) fail "readyz: $(get /readyz)" ;; esac
get /metrics | grep -q '^process_resident_memory_bytes [1-9]' || fail metrics
case $(get /metrics/more) in 'sample_more 1'*200) ;; *) fail "page of its own" ;; esac
case $(get /other) in *404) ;; *) fail "other page" ;; esac
kill -TERM $pid
status=0; wait $pid || status=$?
[ $status = 0 ] || fail "status $status after TERM"
wait_for "$dir/log2" '"msg":"stopped"'
grep -q 'left open\|LeakSanitizer\|runtime error' "$dir/log2" && fail "not clean"
for name in sample sample-admin; do
  [ ! -e "$dir/run/$name.sock" ] || fail "socket file $name stays"
done

# A drain that takes too long is cut after three seconds.
PHIEN_SAMPLE_DRAIN_MS=60000 "$daemon" 2>"$dir/log3" & pid=$!
wait_for "$dir/log3" '"msg":"ready"'
begin=$(date +%s)
kill -INT $pid
status=0; wait $pid || status=$?
[ $status = 0 ] || fail "status $status after long drain"
took=$(($(date +%s) - begin))
case $took in 2|3|4|5) ;; *) fail "drain took $took s" ;; esac
echo ok
