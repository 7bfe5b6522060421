#!/usr/bin/env bash
# Checks training on a machine with a GPU. See usage below.
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)

usage() {
  cat <<'TEXT'
Usage: run_engine.sh [FOLDER]

Checks training on a GPU with the programs in FOLDER: an engine bundle that was packed with its tests
(packaging/engine-bundle.sh --with-tests, which puts this script into it too), or the bin folder of a build. Without
FOLDER: the folder of this script, or else build/release/bin. In a few minutes:
  1. what skewscope-engine doctor finds: it must train on the GPU and record steps there;
  2. steps, views, whole runs, resumption and a full memory on the GPU, beside the processor (gpu_engine_test);
  3. the same short run by the engine on both, whose accuracies must be close.

The exit status is 0 only if all of it worked. Needs driver 580 or newer, and a torch 2.11 with its CUDA libraries.
TEXT
}

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  usage
  exit 0
fi
if (($# > 1)); then
  usage >&2
  exit 2
fi
programs=${1:-$here}
[[ $# -eq 0 && ! -x $programs/skewscope-engine ]] && programs=$here/../../build/release/bin
for program in skewscope-engine gpu_engine_test; do
  if [[ ! -x $programs/$program ]]; then
    echo "There is no $program in $programs." >&2
    exit 2
  fi
done

failed=()

# check NAME COMMAND...: runs a command and notes its name if it fails.
check() {
  local name=$1
  shift
  printf '==> %s\n' "$name"
  "$@" || failed+=("$name")
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

doctor() {
  "$programs/skewscope-engine" doctor --store "$work/a.skewscope" | tee "$work/doctor"
  grep -q 'training runs on cuda:' "$work/doctor" && grep -q 'recorded steps on .* agree' "$work/doctor"
}

# run DEVICE: the last accuracy of a run there, in per cent.
run() {
  "$programs/skewscope-engine" train --store "$work/$1.skewscope" --device "$1" --epochs 15 >"$work/$1.log" 2>&1 || {
    cat "$work/$1.log" >&2
    return 1
  }
  sed -n 's/^Done: .*accuracy \([0-9.]*\) %.*/\1/p' "$work/$1.log"
}

both() {
  local gpu processor
  gpu=$(run cuda) && processor=$(run cpu) || return 1
  printf 'accuracy: %s %% on the GPU, %s %% on the processor\n' "$gpu" "$processor"
  # Two seeds of this run differ by about as much.
  awk -v a="$gpu" -v b="$processor" 'BEGIN { exit !(a > 0 && b > 0 && a - b < 6 && b - a < 6) }'
}

check "Doctor" doctor
# A test that finds no GPU fails here.
check "Training on the GPU beside the processor" env SKEWSCOPE_REQUIRE_GPU=1 timeout 400 \
  "$programs/gpu_engine_test" --gtest_brief=1
check "A run on both" both

if ((${#failed[@]})); then
  printf '\n'
  printf 'failed: %s\n' "${failed[@]}"
  exit 1
fi
printf '\nAll checks of training on the GPU passed.\n'
