#!/usr/bin/env bash
# Sets Skewscope up, builds it and runs its tests. See usage below.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=packaging/setup.sh
source "$root/packaging/setup.sh"

usage() {
  cat <<'TEXT'
Usage: ./test.sh [--quick] [--sanitizers] [--filter REGEX] [--cuda] [--no-install]

Does the same set-up as run.sh, builds everything and runs all tests; then builds and tests the layers that
know neither Qt nor LibTorch by themselves, as the proof that the layers hold.

  --quick          the release preset only
  --sanitizers     also under AddressSanitizer with UBSan, and under ThreadSanitizer
  --filter REGEX   only tests whose name matches
  --cuda           fetch LibTorch's CUDA libraries even where no NVIDIA driver is found
  --no-install     install no packages and fetch nothing; take what is there
  --help           this text

The exit status is 0 only if everything was built and every test passed.
TEXT
}

presets=(release core-only)
install=yes
filter=()
sanitizers=()
libtorch_options=()
while (($#)); do
  case $1 in
    --quick) presets=(release) ;;
    --sanitizers) sanitizers=(asan tsan) ;;
    --filter)
      (($# > 1)) || stop "--filter needs a regular expression."
      filter=(--tests-regex "$2")
      shift
      ;;
    --cuda) libtorch_options=(--cuda) ;;
    --no-install) install=no ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) stop "test.sh: unknown argument $1 (--help lists what there is)." ;;
  esac
  shift
done
presets+=("${sanitizers[@]}")

times=()
passed=0
failed=0
skipped=0
started=$SECONDS

# took NAME: notes how long the part took that ends here.
took() {
  times+=("$(printf '%-24s %2d min %02d s' "$1" $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60)))")
  started=$SECONDS
}

# run_tests PRESET: runs CTest and adds to the counts.
run_tests() {
  local preset=$1 log=$root/build/$1/ctest.log status=0 count prefix=()
  heading "Tests ($preset)"
  # ThreadSanitizer needs the address space without randomisation on newer kernels.
  if [[ $preset == tsan ]] && setarch "$(uname -m)" -R true 2>/dev/null; then prefix=(setarch "$(uname -m)" -R); fi
  (cd "$root" && "${prefix[@]}" ctest --preset "$preset" --parallel 2 --output-on-failure --timeout 600 \
    --no-tests="$([[ ${#filter[@]} == 0 ]] && echo error || echo ignore)" "${filter[@]}") 2>&1 |
    tee "$log" || status=$?
  if [[ $(<"$log") =~ ([0-9]+)\ tests\ failed\ out\ of\ ([0-9]+) ]]; then
    count=$(grep -c '(Skipped)$' "$log" || true)
    failed=$((failed + BASH_REMATCH[1]))
    skipped=$((skipped + count))
    passed=$((passed + BASH_REMATCH[2] - BASH_REMATCH[1] - count))
    if ((status != 0 && BASH_REMATCH[1] == 0)); then failed=$((failed + 1)); fi
  elif ((status != 0)); then
    failed=$((failed + 1))
  fi
}

if [[ $install == yes ]]; then
  install_packages build engine gui test
  fetch_libtorch "${libtorch_options[@]}"
  took "set-up"
fi
for preset in "${presets[@]}"; do
  configure "$preset"
  if build "$preset"; then
    took "build $preset"
    run_tests "$preset"
    took "tests $preset"
  else
    took "build $preset, failed"
    failed=$((failed + 1))
  fi
done

printf '\n'
printf '%s\n' "${times[@]}" "$(printf '%-24s %2d min %02d s' total $((SECONDS / 60)) $((SECONDS % 60)))"
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
((failed == 0))
