#!/usr/bin/env bash
# Packs the engine for machines that have neither this checkout nor its packages. See usage below.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=packaging/setup.sh
source "$root/packaging/setup.sh"

usage() {
  cat <<'TEXT'
Usage: packaging/engine-bundle.sh [--install] [--no-build] [--with-tests] [FILE]

Writes FILE (skewscope-engine-VERSION-MACHINE.tar.xz by default): one folder with the engine, the CUDA plug-in where it
was built, and the small libraries that they load. Unpack it on a cluster node or a GPU machine and start
skewscope-engine in it. It takes LibTorch 2.11 from there: $SKEWSCOPE_LIBTORCH, else the torch of python3, else
Skewscope's cache folder (packaging/fetch_libtorch.py fills it). The machine needs the same kind of processor and a C
library that is as new as this one's.

  --install     install the distribution's packages first that the build needs
  --no-build    take build/release as it is
  --with-tests  with run_engine.sh, its tests and its benchmarks, which check kernels and training on a machine with a GPU
  --help        this text
TEXT
}

install=no
build=yes
tests=no
file=
while (($#)); do
  case $1 in
    --install) install=yes ;;
    --no-build) build=no ;;
    --with-tests) tests=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    -*) stop "engine-bundle.sh: unknown argument $1 (--help lists what there is)." ;;
    *)
      [[ -z $file ]] || stop "engine-bundle.sh writes one file, not $file and $1."
      file=$1
      ;;
  esac
  shift
done

checks=(gpu_engine_test gpu_test gpu_times)
if [[ $build == yes ]]; then
  if [[ $install == yes ]]; then
    if [[ $tests == yes ]]; then install_packages build engine test; else install_packages build engine; fi
  fi
  fetch_libtorch
  configure release
  if [[ $tests == yes ]]; then build release skewscope-engine "${checks[@]}"; else build release skewscope-engine; fi
fi
release=$root/build/release
[[ -x $release/bin/skewscope-engine && -f $release/lib/libskewscope-train.so ]] ||
  stop "There is no engine in $release; leave --no-build out."

version=$("$release/bin/skewscope-engine" --version | awk '{ print $NF; exit }')
name=skewscope-engine-$version-$(uname -m)
file=$(realpath -m "${file:-$name.tar.xz}")
work=$(mktemp -d "$(dirname "$file")/.engine-bundle.XXXXXX")
trap 'rm -rf "$work"' EXIT
bundle=$work/$name
mkdir -p "$bundle/libexec" "$bundle/lib"

heading "Engine and libraries"
programs=(skewscope-engine)
if [[ $tests == yes ]]; then
  for program in "${checks[@]}"; do
    [[ -x $release/bin/$program ]] || stop "There is no $program in $release, which needs nvcc of CUDA 13."
  done
  programs+=("${checks[@]}")
  install -m 755 "$root/tests/gpu/run_engine.sh" "$bundle/"
  install -m 644 "$root/tests/gpu/kernel_checks.sh" "$bundle/"
  install -D -m 755 -t "$bundle/benchmarks" "$root/tests/benchmarks/compare_training.py"
  install -D -m 644 -t "$bundle/benchmarks/peers" "$root"/tests/benchmarks/peers/*.py
fi
cp "${programs[@]/#/$release/bin/}" "$bundle/libexec/"
cp "$release"/lib/libskewscope-*.so "$bundle/lib/"
# Not those of the C library, which belong to the machine's kernel and loader, nor LibTorch with what it brings.
ldd "$bundle"/libexec/* "$bundle"/lib/* | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | sort -u |
  grep -vE '/(libc|libm|libdl|librt|libpthread|libresolv)\.so|/torch/lib/|/torch\.libs/|/nvidia/' |
  xargs cp -Lt "$bundle/lib"
# A build finds LibTorch where it was here, and CMake pads that path with colons, which mean the folder that one is in.
# In a bundle the launcher says where everything is.
for built in "$bundle"/libexec/* "$bundle"/lib/libskewscope-*.so; do
  cmake -D "file=$built" -P "$root/packaging/remove_rpath.cmake" >/dev/null
done
cp "$root/LICENSE" "$bundle/"
for program in "${programs[@]}"; do
  install -m 755 "$root/packaging/engine-bundle-launcher.sh" "$bundle/$program"
done

heading "Packed: $file"
tar -C "$work" --owner=0 --group=0 -cJf "$work/bundle.tar.xz" "$name"
mv "$work/bundle.tar.xz" "$file"
du -h "$file" | cut -f1 >&2
