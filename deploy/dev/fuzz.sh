# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev fuzz NAME [SECONDS]: libFuzzer on one parser, from tests/fuzz/corpus/NAME. What it finds stays in build/fuzz/found/NAME, a
# crash in build/fuzz/crash-*; whoever mends one copies its input into the corpus, where the unit tests repeat it for ever.
. deploy/dev/setup.sh
name=${1:?which fuzzer? $(for f in tests/fuzz/fuzz-*.c; do f=${f##*/fuzz-}; printf '%s ' "${f%.c}"; done)}
seconds=${2:-60}
[ -f "tests/fuzz/fuzz-$name.c" ] || die "no fuzz target named $name"
setup_packages
setup_npm
dir=build/fuzz
if [ ! -f $dir/build.ninja ]; then
  step "configuring fuzz"
  mkdir -p build
  CC=clang-14 quietly build/meson-setup.log meson setup $dir -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false
fi
step "compiling fuzz-$name"
quietly build/ninja-fuzz.log ninja -C $dir "tests/fuzz/fuzz-$name"
mkdir -p "$dir/found/$name"
exec "$dir/tests/fuzz/fuzz-$name" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -artifact_prefix=$dir/ -print_final_stats=1 \
  "$dir/found/$name" "tests/fuzz/corpus/$name"
