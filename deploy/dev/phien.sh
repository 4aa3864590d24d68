# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev phien …: the operator's command line against the data directory of ./dev run.
. deploy/dev/setup.sh
PHIEN_VAR=${PHIEN_VAR:-$PHIEN_TOP/var}
export PHIEN_VAR
setup_meson "$PHIEN_BUILD" >&2
exec "$PHIEN_BUILD/cli/phien" "$@"
