#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# with-pg.sh CMD [ARG...]: runs CMD against a throw-away PostgreSQL cluster and removes it afterwards.
# CMD finds PGHOST (socket directory), PGDATABASE=phien, PGUSER=phien_owner (superuser of this cluster), and in
# PHIEN_TEST_PG_CTL a command "start|stop|restart" that lets fault tests bounce the server. As root, PostgreSQL itself
# runs as `postgres` (or nobody), because it refuses root.
set -eu

[ $# -ge 1 ] || { echo "usage: with-pg.sh CMD [ARG...]" >&2; exit 64; }
bin=${PHIEN_PG_BIN:-/usr/lib/postgresql/15/bin}
[ -x "$bin/initdb" ] || { echo "with-pg.sh: no PostgreSQL 15 in $bin" >&2; exit 77; }

# Short: the path of a unix socket holds 107 bytes.
dir=$(mktemp -d /tmp/phien-pg.XXXXXX)
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  chown "$user" "$dir"
  chmod 755 "$dir"
  as() { runuser -u "$user" -- "$@"; }
fi

finish() {
  status=$?
  trap - EXIT INT TERM
  as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$dir"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd /
as "$bin/initdb" -D "$dir/data" -U phien_owner -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 ||
  { cat "$dir/initdb.log" >&2; exit 1; }
cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
unix_socket_permissions = 0777
max_connections = 60
shared_buffers = 32MB
fsync = off
log_min_messages = warning
CONF

# The server must not hold our caller's pipes open, nor die with the terminal's Ctrl-C before CMD does.
cat >"$dir/ctl" <<CTL
#!/bin/sh
as() { $(if [ "$(id -u)" = 0 ]; then echo "runuser -u $user --"; fi) "\$@"; }
case \$1 in
stop) as $bin/pg_ctl -D $dir/data -m immediate -w stop ;;
start) as setsid $bin/pg_ctl -D $dir/data -l $dir/log -w start ;;
restart) as $bin/pg_ctl -D $dir/data -m immediate -w stop; as setsid $bin/pg_ctl -D $dir/data -l $dir/log -w start ;;
esac >/dev/null 2>&1 </dev/null
CTL
chmod 755 "$dir/ctl"
"$dir/ctl" start || { cat "$dir/log" >&2; exit 1; }

PGHOST=$dir PGUSER=phien_owner PGDATABASE=phien PHIEN_TEST_PG_CTL=$dir/ctl
export PGHOST PGUSER PGDATABASE PHIEN_TEST_PG_CTL
unset PGPORT PGPASSWORD PGSERVICE || true
psql -q -d postgres -c 'CREATE DATABASE phien' >/dev/null
cd "$OLDPWD"
"$@"
