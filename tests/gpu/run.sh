#!/usr/bin/env bash
# Checks the CUDA kernels on a machine with a GPU. See usage below.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=packaging/setup.sh
source "$root/packaging/setup.sh"

usage() {
  cat <<'TEXT'
Usage: tests/gpu/run.sh [--install] [--no-build | --pack]

Builds the kernels and their tests (preset gpu: no Qt, no LibTorch), then, in a few minutes:
  1. every kernel against the processor (gpu_test);
  2. the time of each kernel beside its floor, the bytes that it must move (gpu_times);
  3. the tests again on small arrays under compute-sanitizer, where it is installed and supports the GPU: memcheck,
     racecheck, initcheck, synccheck.

  --install     install the distribution's packages first that the build needs
  --no-build    take build/gpu as it is, such as one that was built elsewhere and copied here
  --pack        build, copy the libraries that the programs load into build/gpu/packed, and stop: build/gpu/bin and
                build/gpu/packed are all that --no-build needs on a machine that has nothing but a driver
  --help        this text

The exit status is 0 only if all of it worked. Needs driver 580 or newer; nvcc of CUDA 13 in PATH or
/usr/local/cuda, but for --no-build.
TEXT
}

install=no
build=yes
pack=no
while (($#)); do
  case $1 in
    --install) install=yes ;;
    --no-build) build=no ;;
    --pack) pack=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) stop "run.sh: unknown argument $1 (--help lists what there is)." ;;
  esac
  shift
done

programs=$root/build/gpu/bin
if [[ $build == yes ]]; then
  if [[ $install == yes ]]; then install_packages build test; fi
  configure gpu
  build gpu gpu_test gpu_times
fi
libraries=$root/build/gpu/packed
if [[ $pack == yes ]]; then
  mkdir -p "$libraries"
  # All but those of the C library, which belong to the machine's kernel and loader.
  ldd "$programs/gpu_test" "$programs/gpu_times" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | sort -u |
    grep -vE '/(libc|libm|libdl|librt|libpthread)\.so' | xargs cp -Lt "$libraries"
  heading "Packed: build/gpu/bin and build/gpu/packed"
  exit 0
fi
prefix=()
if [[ $build == no && -d $libraries ]]; then prefix=(env "LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"); fi
[[ -x $programs/gpu_test && -x $programs/gpu_times ]] || stop "There is no gpu_test in $programs; leave --no-build out."

failed=()

# check NAME COMMAND...: runs a command and notes its name if it fails.
check() {
  local name=$1
  shift
  heading "$name"
  "$@" || failed+=("$name")
}

# shellcheck source=tests/gpu/kernel_checks.sh
source "$root/tests/gpu/kernel_checks.sh"
kernels "$programs" "${prefix[@]}"
sanitize "$((SECONDS + 900))" "$programs" "${prefix[@]}"

if ((${#failed[@]})); then
  printf '\n'
  printf 'failed: %s\n' "${failed[@]}"
  exit 1
fi
printf '\nAll checks of the kernels passed.\n'
