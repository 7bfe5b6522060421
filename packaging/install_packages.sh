#!/usr/bin/env bash
# Installs the distribution's packages that Skewscope needs and that are missing (Debian 12, Ubuntu 24.04).
#
#   packaging/install_packages.sh [--list | --check] ROLE...
#
# Roles are the lists in packaging/packages/: build, engine, gui, test, fuzz.
#   --list    print every package of the roles with its reason, and do nothing
#   --check   print what is missing, install nothing
# Exit status: 0 all there; 1 something is missing and was not installed; 2 wrong usage or a broken list.
#
# Where nothing is missing, apt and sudo are not called.
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
lists=${SKEWSCOPE_PACKAGE_LISTS:-$here/packages}

fail() { # STATUS TEXT...
  local status=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$status"
}

# The packages of the roles: choices[i] holds alternatives separated by blanks, reasons[i] says what for.
choices=()
reasons=()

read_list() { # FILE
  local file=$1 line names reason name number=0 found
  local word='[a-z0-9][a-z0-9+.-]+'
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    [[ $line =~ ^[[:space:]]*(#.*)?$ ]] && continue
    if [[ ! $line =~ ^($word([[:space:]]*\|[[:space:]]*$word)*)[[:space:]]+#[[:space:]]*(.*[^[:space:]])[[:space:]]*$ ]]; then
      fail 2 "$file:$number: expected 'name | alternative  # reason', found: $line"
    fi
    names=${BASH_REMATCH[1]}
    reason=${BASH_REMATCH[3]}
    names=${names//|/ }
    read -r -a found <<<"$names"
    for name in "${choices[@]}"; do [[ $name == "${found[*]}" ]] && continue 2; done
    choices+=("${found[*]}")
    reasons+=("$reason")
  done <"$file"
}

# Fills missing with the indices of the packages of which no alternative is installed.
missing=()
find_missing() {
  missing=()
  local -A installed=()
  local status name i there
  # shellcheck disable=SC2016 # the fields are dpkg-query's, not the shell's
  local format='${db:Status-Abbrev} ${Package}\n'
  if command -v dpkg-query >/dev/null; then
    # One call for all; it complains about names it has never heard of, which is an answer too.
    while read -r status name; do
      [[ $status == ?i ]] && installed[$name]=1
    done < <(printf '%s\n' "${choices[@]}" | tr ' ' '\n' |
      xargs -d '\n' dpkg-query --show --showformat "$format" 2>/dev/null || true)
  fi
  for i in "${!choices[@]}"; do
    there=no
    for name in ${choices[i]}; do [[ -n ${installed[$name]:-} ]] && there=yes; done
    [[ $there == yes ]] || missing+=("$i")
  done
}

print_packages() { # INDEX...
  local i
  for i in "$@"; do printf '  %-34s %s\n' "${choices[i]// / or }" "${reasons[i]}"; done
}

# The first alternative that apt can install, or the first of all.
pick() { # NAME...
  local name candidate
  if (($# > 1)); then
    for name in "$@"; do
      candidate=$(LC_ALL=C apt-cache policy "$name" 2>/dev/null | sed -n 's/^ *Candidate: //p')
      if [[ -n $candidate && $candidate != '(none)' ]]; then
        printf '%s\n' "$name"
        return
      fi
    done
  fi
  printf '%s\n' "$1"
}

mode=install
roles=()
for argument in "$@"; do
  case $argument in
    --list | --check) mode=${argument#--} ;;
    -h | --help)
      sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    -*) fail 2 "install_packages.sh: unknown option $argument (--help lists them)" ;;
    *)
      [[ -f $lists/$argument.txt ]] || fail 2 "install_packages.sh: there is no package list named '$argument' in $lists"
      roles+=("$argument")
      ;;
  esac
done
((${#roles[@]})) || fail 2 "install_packages.sh: name the roles, e.g. build engine gui (--help says more)"
for role in "${roles[@]}"; do read_list "$lists/$role.txt"; done

if [[ $mode == list ]]; then
  print_packages "${!choices[@]}"
  exit 0
fi

find_missing
((${#missing[@]})) || exit 0

echo "Missing packages:" >&2
print_packages "${missing[@]}" >&2
[[ $mode == check ]] && exit 1

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  fail 1 "" "This system has no apt, so they cannot be installed from here. The names above are Debian's; install" \
    "what your distribution calls them, then start again with --no-install."
fi

as_root=()
if [[ $(id -u) != 0 ]]; then
  if ! command -v sudo >/dev/null; then
    names=()
    for i in "${missing[@]}"; do names+=("${choices[i]%% *}"); done
    fail 1 "" "Installing packages needs root, and there is no sudo here. As root, run" \
      "  apt-get install --no-install-recommends ${names[*]}" "and start again."
  fi
  as_root=(sudo)
  echo "sudo is used to install them and may ask for your password." >&2
fi

# The lists may be old or, in a fresh container, absent. A failed update is fatal only if the install fails too.
"${as_root[@]}" apt-get -qq update ||
  echo "The package lists could not be brought up to date; trying with those that are there." >&2
names=()
for i in "${missing[@]}"; do
  read -r -a alternatives <<<"${choices[i]}"
  names+=("$(pick "${alternatives[@]}")")
done
options=(-q -o DPkg::Lock::Timeout=300)
# A throw-away machine need not survive a power cut in the middle of the installation.
if [[ -n ${CI:-} ]]; then options+=(-o DPkg::Options::=--force-unsafe-io); fi
if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" \
  install --yes --no-install-recommends "${names[@]}"; then
  fail 1 "" "apt could not install them (its words are above). Usual causes: no network; on Ubuntu, the" \
    "component 'universe' is off (sudo add-apt-repository universe)."
fi
find_missing
if ((${#missing[@]})); then
  echo "Still missing after the installation:" >&2
  print_packages "${missing[@]}" >&2
  exit 1
fi
