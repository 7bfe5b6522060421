#!/bin/sh
# Starts a program of a bundle (packaging/engine-bundle.sh), that of this file's name, with the LibTorch of this machine.
self=$(readlink -f "$0")
here=$(dirname "$self")

# A folder with lib/libtorch_cpu.so, or nothing.
libtorch() {
  if [ -n "$SKEWSCOPE_LIBTORCH" ]; then
    for folder in "$SKEWSCOPE_LIBTORCH" "$SKEWSCOPE_LIBTORCH/torch"; do
      [ -f "$folder/lib/libtorch_cpu.so" ] && echo "$folder" && return
    done
    echo "SKEWSCOPE_LIBTORCH=$SKEWSCOPE_LIBTORCH holds no lib/libtorch_cpu.so: give it the folder of a torch 2.11." >&2
    return
  fi
  # Without importing it, which takes seconds. Another version has another ABI.
  python3 -c '
import importlib.metadata as metadata, importlib.util as util, sys
try:
    same = metadata.version("torch").split("+")[0].split(".")[:2] == ["2", "11"]
    print(util.find_spec("torch").submodule_search_locations[0] if same else "", end="")
except Exception:
    sys.exit(1)' 2>/dev/null | grep . && return
  for folder in "${XDG_CACHE_HOME:-$HOME/.cache}"/skewscope/libtorch-2.11.*/torch; do
    [ -f "$folder/lib/libtorch_cpu.so" ] && echo "$folder" && return
  done
}

torch=$(libtorch)
# Commands that train nothing work without it; the others say that it is missing.
LD_LIBRARY_PATH=$here/lib${torch:+:$torch/lib}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
exec "$here/libexec/$(basename "$self")" "$@"
