#!/usr/bin/env bash
# Checks training on a machine with a GPU. See usage below.
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)

usage() {
  cat <<'TEXT'
Usage: run_engine.sh [FOLDER]

Checks training on a GPU with the programs in FOLDER: an engine bundle that was packed with its tests
(packaging/engine-bundle.sh --with-tests, which puts this script into it too), or the bin folder of a build. Without
FOLDER: the folder of this script, or else build/release/bin. In up to ten minutes:
  1. every kernel against the processor, and its time beside its floor (gpu_test, gpu_times);
     what skewscope-engine doctor finds: it must train on the GPU and record steps there;
  2. steps, views, whole runs, resumption and a full memory on the GPU, beside the processor (gpu_engine_test);
  3. the same short run by the engine on both, whose accuracies must be close;
  4. the time of a training step of SimSiam and of rwSAM (ResNet-18, width 64, batches of 512 random images), beside bars
     that it should keep;
  5. the kernels under compute-sanitizer, where it is installed and supports the GPU;
  6. the times of 4 beside peers in PyTorch and lightly, eager and compiled, where $PYTHON (python3 by default) can import them.

The exit status is 0 only if 1 to 3, the measuring of 4 and 5 worked, whatever the times are. Needs driver 580 or newer, and a
torch 2.11 with its CUDA libraries.
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
for program in skewscope-engine gpu_engine_test gpu_test gpu_times; do
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

# What is measured: the network and batch of the literature on small images.
step=(--network resnet18 --width 64 --stem-stride 1 --batch 512)
heads=(--projector-hidden 2048 --projector-output 2048 --predictor-hidden 512)

# value NAME: that number of the last benchmark; nothing where it has none.
value() {
  sed -n 's/^ *"'"$1"'": \([-+.e0-9]*\),\{0,1\}$/\1/p' "$work/bench.json" | head -n 1
}

# beside WHAT MEASURED SIGN BAR UNIT: one line, which fails nothing.
beside() {
  if [[ -z $2 ]]; then
    printf '%s: not known (bar: %s %s %s)\n' "$1" "$3" "$4" "$5"
    return
  fi
  awk -v what="$1" -v is="$2" -v sign="$3" -v bar="$4" -v unit="$5" 'BEGIN {
    kept = sign == "<=" ? is <= bar : is > bar
    printf "%s: %.2f %s (bar: %s %s %s), %s\n", what, is, unit, sign, bar, unit, kept ? "kept" : "missed"
  }'
}

# times NAME BAR ARGUMENT...: a training step of that kind on the GPU; at most BAR milliseconds are expected.
times() {
  local name=$1 bar=$2 busy
  shift 2
  "$programs/skewscope-engine" bench --device cuda "${step[@]}" "${heads[@]}" "$@" --seconds 10 \
    --json "$work/bench.json" || return 1
  busy=$(value host_share)
  beside "$name: a step" "$(value step_ms)" '<=' "$bar" ms
  beside "$name: processor idle" "${busy:+$(awk -v busy="$busy" 'BEGIN { print 100 * (1 - busy) }')}" '>' 90 %
}

python=${PYTHON:-python3}
limit=590 # seconds for everything

# has MODULE: whether Python can import it; torch with a GPU.
has() {
  "$python" -c "import $1" 2>/dev/null && "$python" -c 'import sys, torch; sys.exit(not torch.cuda.is_available())' 2>/dev/null
}

peers() {
  local script=$here/benchmarks/compare_training.py mode modes=() compile left
  [[ -f $script ]] || script=$here/../benchmarks/compare_training.py
  if has lightly; then modes+=(simsiam); fi
  if has torch; then modes+=(simclr); fi
  if ((${#modes[@]} == 0)); then
    echo "Left out: $python has no torch that finds a GPU. PYTHON names another one."
    return
  fi
  for mode in "${modes[@]}"; do
    for compile in "" --compile; do
      left=$((limit - SECONDS))
      if ((left < 60)); then
        echo "Left out for want of time: $mode ${compile:-eager}, and what follows."
        return
      fi
      echo "$mode, the peer ${compile:-eager}:"
      # What fails here is no fault of the engine's.
      timeout "$left" "$python" "$script" --engine "$programs/skewscope-engine" --peer-python "$python" --device cuda \
        --modes "$mode" "${step[@]}" --projector-hidden 2048 --precision bfloat16 --pairs 2 --seconds 5 \
        ${compile:+"$compile"} || echo "Not finished: $mode ${compile:-eager}."
    done
  done
}

# shellcheck source=tests/gpu/kernel_checks.sh
source "$here/kernel_checks.sh"

kernels "$programs"
check "Doctor" doctor
# A test that finds no GPU fails here.
check "Training on the GPU beside the processor" env SKEWSCOPE_REQUIRE_GPU=1 timeout 400 \
  "$programs/gpu_engine_test" --gtest_brief=1
check "A run on both" both
check "Speed of SimSiam" times SimSiam 10 --mode ssl --method simsiam
check "Speed of rwSAM" times rwSAM 20 --mode rwsam --method simsiam
sanitize 420 "$programs"
check "Speed beside peers" peers

if ((${#failed[@]})); then
  printf '\n'
  printf 'failed: %s\n' "${failed[@]}"
  exit 1
fi
printf '\nAll checks of training on the GPU passed.\n'
