# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev phien …: the operator's command line against the data directory of ./dev run.
. deploy/dev/setup.sh
PHIEN_VAR=${PHIEN_VAR:-$PHIEN_TOP/var}
# ./dev run has put the data here when its daemons could not reach the clone (run.sh, make_var).
beside=/var/tmp/phien-$(printf '%s' "$PHIEN_VAR" | sha256sum | cut -c1-8)
if [ -d "$beside" ]; then PHIEN_VAR=$beside; fi
export PHIEN_VAR
setup_meson "$PHIEN_BUILD" >&2
exec "$PHIEN_BUILD/cli/phien" "$@"
