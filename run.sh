#!/usr/bin/env bash
# Sets Skewscope up, builds it and starts it. See usage below.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=packaging/setup.sh
source "$root/packaging/setup.sh"

usage() {
  cat <<'TEXT'
Usage: ./run.sh [--demo] [--cuda] [--no-install] [ARGUMENT...]

Installs missing packages, fetches LibTorch, builds Skewscope and starts it: the window where there is a
display, the headless demo otherwise. When nothing changed since the last call, it just starts.

  --demo         the headless demo, even where there is a display
  --cuda         fetch LibTorch's CUDA libraries (2 GB more) even where no NVIDIA driver is found
  --no-install   install no packages and fetch nothing; take what is there
  --help         this text
  ARGUMENT...    passed on to the window or, with --demo, to the demo (see skewscope --help and
                 skewscope-engine demo --help); after -- every argument is passed on

Environment:
  SKEWSCOPE_LIBTORCH=DIR   use the LibTorch 2.11.0 in DIR, such as a Python environment's torch folder
  XDG_CACHE_HOME=DIR       keep LibTorch in DIR/skewscope instead of ~/.cache/skewscope
TEXT
}

demo=no
install=yes
libtorch_options=()
arguments=()
while (($#)); do
  case $1 in
    --demo) demo=yes ;;
    --cuda) libtorch_options=(--cuda) ;;
    --no-install) install=no ;;
    -h | --help)
      usage
      exit 0
      ;;
    --)
      shift
      arguments+=("$@")
      break
      ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
[[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] || demo=yes

if [[ $install == yes ]]; then
  install_packages build engine gui
  fetch_libtorch "${libtorch_options[@]}"
fi
configure release
# The tests belong to the same build folder, so that ./test.sh adds to this build and does not repeat it.
build release skewscope skewscope-engine || stop "The build failed; the first error is above."

programs=$root/build/release/bin
if [[ $demo == yes ]]; then
  heading "Demo"
  exec "$programs/skewscope-engine" demo "${arguments[@]}"
fi
heading "Skewscope"
exec "$programs/skewscope" "${arguments[@]}"
