# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev fuzz NAME [SECONDS]: libFuzzer on one parser; what it finds of value is added to the corpus.
. deploy/dev/setup.sh
name=${1:?which fuzzer? $(for f in tests/fuzz/fuzz-*.c; do f=${f##*/fuzz-}; printf '%s ' "${f%.c}"; done)}
seconds=${2:-60}
[ -f "tests/fuzz/fuzz-$name.c" ] || die "no fuzz target named $name"
setup_packages
setup_npm
export CC=clang-14
setup_meson "$PHIEN_TOP/build/fuzz" -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false
mkdir -p "tests/fuzz/corpus/$name"
exec "build/fuzz/tests/fuzz/fuzz-$name" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 "tests/fuzz/corpus/$name"
