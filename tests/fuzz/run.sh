#!/usr/bin/env bash
# Builds the fuzz targets with Clang and runs each for a while: tests/fuzz/run.sh [SECONDS [TARGET...]]
# Exit status 0 if no input crashed any of them. Inputs that did are kept in build/fuzz/found.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=packaging/setup.sh
source "$root/packaging/setup.sh"

seconds=${1:-60}
[[ $seconds =~ ^[0-9]+$ ]] || stop "tests/fuzz/run.sh: $seconds is no number of seconds."
shift || true
install_packages build fuzz
configure fuzz
build fuzz

found=$root/build/fuzz/found corpus=$root/build/fuzz/corpus
mkdir -p "$found" "$corpus"
"$root/build/fuzz/bin/fuzz_seeds" "$corpus"
targets=("$@")
if ((${#targets[@]} == 0)); then
  for program in "$root"/build/fuzz/bin/fuzz_*; do
    [[ $program == */fuzz_seeds ]] || targets+=("${program##*/fuzz_}")
  done
fi

# run_target NAME: fuzzes one target and says how many inputs it has seen.
run_target() {
  local log=$found/$1.log
  mkdir -p "$corpus/$1"
  if "$root/build/fuzz/bin/fuzz_$1" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=4096 -timeout=30 \
    -print_final_stats=1 -artifact_prefix="$found/$1-" "$corpus/$1" >"$log" 2>&1; then
    printf '%-20s %12s inputs, nothing found\n' "$1" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
  else
    printf '%-20s FOUND something: see %s\n' "$1" "$log"
    return 1
  fi
}
export -f run_target
export root found corpus seconds
heading "Fuzz (${#targets[@]} targets, $seconds s each)"
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'run_target {}'
