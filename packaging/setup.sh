# shellcheck shell=bash
# The set-up steps that run.sh and test.sh share. To be sourced with `root` set to the top of the checkout.
# Everything here is printed on standard error, so that a program's own output stays clean.
: "${root:?}"

# heading TEXT: announces a step.
heading() {
  if [[ -t 2 ]]; then printf '\033[1m==> %s\033[0m\n' "$1" >&2; else printf '==> %s\n' "$1" >&2; fi
}

# stop TEXT...: ends the script with a message.
stop() {
  printf '\n' >&2
  printf '%s\n' "$@" >&2
  exit 1
}

# build_jobs: how many compilers to run at once: one per core, and 1.5 GB of memory for each.
build_jobs() {
  local cores kilobytes limit jobs
  cores=$(nproc)
  kilobytes=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
  if [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1024 < kilobytes)); then kilobytes=$((limit / 1024)); fi
  jobs=$((kilobytes / 1500000))
  if ((jobs > cores)); then jobs=$cores; fi
  if ((jobs < 1)); then jobs=1; fi
  echo "$jobs"
}

# install_packages ROLE...: the distribution's packages; silent where all are there.
install_packages() {
  heading "Packages"
  "$root/packaging/install_packages.sh" "$@" >&2
}

# fetch_libtorch [--cuda]: LibTorch in the cache folder, or the user's own. A stamp spares the look at all its files
# while nothing changed.
fetch_libtorch() {
  local stamp=$root/build/.libtorch key folder python status=0
  heading "LibTorch"
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/skewscope
  key="$(cat "$root"/packaging/{libtorch_wheels.json,fetch_libtorch.py} | sha256sum) $* $folder"
  [[ -e /proc/driver/nvidia/version ]] && key+=" driver"
  if [[ -z ${SKEWSCOPE_LIBTORCH:-} && -f $stamp && $(<"$stamp") == "$key" ]] &&
    compgen -G "$folder/libtorch-*/torch/lib/libtorch_cpu.so" >/dev/null; then
    return
  fi
  for python in python3 /usr/bin/python3 ''; do
    [[ -z $python ]] && stop "Python 3.10 or later is needed to fetch LibTorch, and there is none." \
      "Install it, or set SKEWSCOPE_LIBTORCH to a LibTorch 2.11.0 of your own."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && break
  done
  mkdir -p "$root/build"
  rm -f "$stamp"
  "$python" "$root/packaging/fetch_libtorch.py" "$@" >&2 || status=$?
  case $status in
    0) [[ -n ${SKEWSCOPE_LIBTORCH:-} ]] || printf '%s\n' "$key" >"$stamp" ;;
    3) ;; # LibTorch is there without its CUDA libraries: go on, and try again at the next start.
    *) exit "$status" ;;
  esac
}

# configure PRESET [-DOPTION...]: runs CMake, unless its last run in that folder was with the same settings (Ninja
# itself runs it again where a CMakeLists.txt changed).
configure() {
  local preset=$1 folder=$root/build/$1 key fresh=()
  shift
  key="$root $* ${SKEWSCOPE_LIBTORCH:-} ${XDG_CACHE_HOME:-$HOME/.cache} $(sha256sum <"$root/CMakePresets.json")"
  if [[ -f $folder/build.ninja && -f $folder/.configured && $(<"$folder/.configured") == "$key" ]]; then return; fi
  # A build folder that was moved along with its checkout cannot be used again.
  if [[ -f $folder/CMakeCache.txt ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
    fresh=(--fresh)
  fi
  mkdir -p "$folder"
  rm -f "$folder/.configured"
  heading "Configure ($preset)"
  if ! (cd "$root" && cmake --preset "$preset" "${fresh[@]}" "$@") >"$folder/configure.log" 2>&1; then
    cat "$folder/configure.log" >&2
    stop "CMake failed for the preset $preset (its words are above and in $folder/configure.log)." \
      "If a library is missing although its package is installed, delete $folder and start again."
  fi
  printf '%s\n' "$key" >"$folder/.configured"
}

# build PRESET [TARGET...]: builds the targets, or everything.
build() {
  local preset=$1 folder=$root/build/$1 jobs targets=()
  shift
  if (($#)); then targets=(--target "$@"); fi
  jobs=$(build_jobs)
  heading "Build ($preset, $jobs at a time)"
  NINJA_STATUS='[%f/%t, %es] ' cmake --build "$folder" --parallel "$jobs" "${targets[@]}" >&2
}
