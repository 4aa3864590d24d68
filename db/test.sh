#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the database on a private cluster: deploy → verify → revert → deploy, pgTAP, the seed twice, and many writers at once.
# Last line: db: N passed, N failed.
set -eu
cd "$(dirname -- "$0")"
# shellcheck disable=SC2012 # version directories only
PG_BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
work=$(mktemp -d /tmp/phien-db-XXXXXX)
chmod 711 "$work"
me=''
if [ "$(id -u)" -eq 0 ]; then me=postgres; chown postgres "$work"; fi
as () { if [ -n "$me" ]; then setpriv --reuid="$me" --regid="$me" --init-groups -- "$@"; else "$@"; fi; }
stop () { as "$PG_BIN/pg_ctl" -D "$work/pg" -m immediate -w stop >/dev/null 2>&1 || :; rm -rf "$work"; }
trap stop EXIT
trap 'exit 1' INT TERM HUP

cd "$work"
as "$PG_BIN/initdb" -D "$work/pg" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-instructions -N >"$work/initdb.log" 2>&1
as tee -a "$work/pg/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$work'
fsync = off
max_connections = 130
CONF
as "$PG_BIN/pg_ctl" -D "$work/pg" -l "$work/pg.log" -w start >/dev/null
cd "$OLDPWD"
export PGHOST="$work" PGOPTIONS=--client-min-messages=warning
unset PGDATABASE PGUSER PGPORT

passed=0 failed=0
ok () { passed=$((passed + 1)); }
bad () { failed=$((failed + 1)); printf 'not ok %s\n' "$1"; }
check () { # name, command…
  name=$1; shift
  if "$@" >"$work/out.log" 2>&1; then ok; printf 'ok %s\n' "$name"; else bad "$name"; sed 's/^/#   /' "$work/out.log" | tail -n 20; fi
}
sql () { psql -X -q -v ON_ERROR_STOP=1 -U "${user:-phien_owner}" -d phien "$@"; }
objects () { # what is there, in words that two deploys must share
  user=postgres sql -At -c "select pg_describe_object (classid, objid, objsubid) from pg_depend where refclassid = 'pg_namespace'::regclass and refobjid = to_regnamespace ('phien') order by 1" >"$1"
  user=postgres sql -At -c "select relname, relacl from pg_class where relnamespace = to_regnamespace ('phien') order by 1" >>"$1"
  user=postgres sql -At -c "select proname, proacl from pg_proc where pronamespace = to_regnamespace ('phien') order by 1" >>"$1"
}
same () { cmp -s "$1" "$2" || { diff "$1" "$2"; return 1; }; }

check "bootstrap" psql -X -q -v ON_ERROR_STOP=1 -U postgres -d postgres -f bootstrap.sql
check "bootstrap again changes nothing" psql -X -q -v ON_ERROR_STOP=1 -U postgres -d postgres -f bootstrap.sql
check "deploy with verify" sqitch deploy --verify
objects "$work/first"
check "verify" sqitch verify
for change in $(sqitch plan --format 'format:%n' --no-headers | tac | sed '$d'); do
  check "revert $change" sqitch revert -y --to "$change^"
done
check "revert the first change" sqitch revert -y
check "nothing is left" sh -c "[ -z \"\$(psql -X -At -U postgres -d phien -c \"select 1 from pg_namespace where nspname = 'phien'\")\" ]"
check "deploy again with verify" sqitch deploy --verify
objects "$work/second"
check "the second deploy made the same objects and rights" same "$work/first" "$work/second"

user=postgres sql -c 'create schema tap' -c 'create extension pgtap schema tap' -c 'grant usage on schema tap to public'
for file in tests/*.sql; do
  log=$work/tap.log
  status=0
  user=postgres sql -At -f "$file" >"$log" 2>&1 || status=$?
  p=$(grep -c '^ok ' "$log" || :) f=$(grep -c '^not ok ' "$log" || :)
  planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$log" | head -n 1)
  if [ "$p" -ne "${planned:-0}" ] || [ $status -ne 0 ]; then grep -vE '^(ok |$)' "$log" | head -n 40; fi
  # A file that stopped early has failed whatever it printed.
  [ $((p + f)) -eq "${planned:--1}" ] && [ $status -eq 0 ] || f=$((f + 1))
  passed=$((passed + p)) failed=$((failed + f))
  printf '%s: %s of %s\n' "$file" "$p" "${planned:-?}"
done

if [ -f seed/demo.sql ]; then
  digest () { sql -At -f tests/digest.psql >"$1"; }
  check "demo seed" sql -f seed/demo.sql
  digest "$work/seed1"
  check "demo seed again" sql -f seed/demo.sql
  digest "$work/seed2"
  check "the second seed adds nothing" same "$work/seed1" "$work/seed2"
  check "the demo body is what it says" sql -f tests/demo.psql
  check "a meeting nobody opened moves to today, an opened one stays" sql -f tests/demo-moves.psql
fi

# Eight writers, one meeting: numbers without gap, each once.
sql -f tests/writers.psql
check "eight writers" "$PG_BIN/pgbench" -n -c 8 -j 2 -t 250 -U phien_meeting -f tests/writers.pgbench phien
check "2,000 events, 2,000 numbers" sql -f tests/writers-check.psql

# Ballots against the close: each is counted or refused.
sql -f tests/race.psql >/dev/null
"$PG_BIN/pgbench" -n -c 8 -j 2 -T 1 -R 400 -U phien_meeting -f tests/race.pgbench phien >"$work/race.log" 2>&1 &
rush=$!
check "closing in the rush" sql -f tests/race-close.psql
wait $rush || { bad "the rush"; tail -n 5 "$work/race.log"; }
check "each ballot was counted or refused" sql -f tests/race-check.psql

# A hundred issuers at once, outgoing and incoming, while the year turns (R13, R14): each gets one number, none is left out.
sql -f tests/numbers.psql >/dev/null
check "a hundred issuers at once" "$PG_BIN/pgbench" -n -c 100 -j 2 -t 3 -U phien_docs -f tests/numbers.pgbench phien
check "two years, two registers, no gap and no double" sql -f tests/numbers-check.psql

# A backup brought back elsewhere holds the same rows under the same rules.
user=postgres sql -c 'drop extension pgtap' -c 'drop schema tap'
sql -At -f tests/digest.psql >"$work/before"
check "backup" pg_dump -U postgres -Fc -f "$work/dump" phien
psql -X -q -U postgres -d postgres -c "create database phien_back owner phien_owner template template0 encoding 'UTF8'"
check "restore" pg_restore -U postgres -d phien_back --exit-on-error "$work/dump"
psql -X -q -At -U phien_owner -d phien_back -f tests/digest.psql >"$work/after"
check "the restored rows are the same" same "$work/before" "$work/after"
refused () { # SQLSTATE, role, statement, on the restored database
  psql -X -q -v ON_ERROR_STOP=1 -v VERBOSITY=verbose -U "$2" -d phien_back -c "$3" 2>&1 | grep -q "ERROR:  $1"
}
check "the restored record is not the daemons' to delete" refused 42501 phien_meeting 'delete from phien.event'
check "the restored record guards itself" refused PN002 postgres 'delete from phien.event'

printf 'db: %s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
