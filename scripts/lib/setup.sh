# shellcheck shell=bash
# Finds Java and installs what is missing from Debian's packages. Sourced by the scripts above, which
# set `root`, the directory of the clone.
#
# Nothing here writes to stdout: that belongs to the command the user typed.

build_dir=${root:?}/build

say() { printf 'hffs: %s\n' "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# The major version of the Java installed in a directory, read from its `release` file: starting
# java to ask would cost more than all the rest of this file.
java_major() {
  local line version
  [[ -r $1/release ]] || return 1
  while IFS= read -r line; do
    if [[ $line == JAVA_VERSION=* ]]; then
      version=${line#*=}
      version=${version//\"/}
      version=${version#1.} # Java 8 calls itself 1.8
      printf '%s\n' "${version%%[.+-]*}"
      return 0
    fi
  done <"$1/release"
  return 1
}

# Prints the directories of all Javas here, the user's own choice first, each once or more.
java_homes() {
  local on_path
  [[ -z ${JAVA_HOME:-} ]] || printf '%s\n' "$JAVA_HOME"
  if on_path=$(command -v java); then
    on_path=$(readlink -f "$on_path")
    printf '%s\n' "${on_path%/bin/java}"
  fi
  local home
  for home in /usr/lib/jvm/*/; do
    [[ -x $home/bin/java ]] && printf '%s\n' "${home%/}"
  done
  return 0
}

# Prints the first Java home of version 17 or newer that has the given program (java, javac).
find_java() {
  local program=$1 home major
  while IFS= read -r home; do
    [[ -x $home/bin/$program ]] || continue
    major=$(java_major "$home") || continue
    if ((major >= 17)); then
      printf '%s\n' "$home"
      return 0
    fi
  done < <(java_homes)
  return 1
}

has_libfuse() {
  compgen -G '/lib/*/libfuse.so.2' >/dev/null || compgen -G '/usr/lib/*/libfuse.so.2' >/dev/null ||
    compgen -G '/usr/local/lib/libfuse.so.2' >/dev/null || compgen -G '/usr/lib*/libfuse.so.2' >/dev/null
}

has_candidate() {
  local policy
  policy=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null) || return 1
  [[ $policy == *Candidate:* && $policy != *'Candidate: (none)'* ]]
}

# Prints the first of the named packages that apt can install, or the last one when it knows none.
first_package() {
  local name
  for name; do
    if has_candidate "$name"; then
      break
    fi
  done
  printf '%s\n' "$name"
}

# Prints the package that provides a need, a name as it differs between Debian 12, 13 and Ubuntu.
package_of() {
  case $1 in
    jdk) first_package openjdk-17-jdk-headless openjdk-21-jdk-headless default-jdk-headless ;;
    maven) printf 'maven\n' ;;
    fusermount) printf 'fuse\n' ;; # fuse3 has fusermount too, and from Debian 13 on fuse is fuse3
    libfuse) first_package libfuse2t64 libfuse2 ;;
    venv) printf 'python3-venv\n' ;;
    getfattr) printf 'attr\n' ;;
    ps) printf 'procps\n' ;;
    ip) printf 'iproute2\n' ;;
    mkfs.ext4) printf 'e2fsprogs\n' ;;
    aria2c) printf 'aria2\n' ;;
    *) printf '%s\n' "$1" ;; # the package is called like its program
  esac
}

is_there() {
  case $1 in
    jdk) find_java javac >/dev/null ;;
    maven) command -v mvn >/dev/null ;;
    libfuse) has_libfuse ;;
    venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    libfuse-dev) pkg-config --exists fuse 2>/dev/null ;;
    libc6-dev) [[ -e /usr/include/stdio.h ]] ;; # gcc only recommends it
    *) command -v "$1" >/dev/null ;;
  esac
}

# Makes sure that each need is met: installs Debian packages when run by root, and else ends with
# the line that installs them.
require() {
  local need missing=() packages
  for need; do
    is_there "$need" || missing+=("$need")
  done
  ((${#missing[@]} > 0)) || return 0
  command -v apt-get >/dev/null ||
    die "missing: ${missing[*]}. There is no apt-get here: install a JDK (17 or newer), Maven (3.8.7 or" \
      "newer), libfuse 2 (libfuse.so.2) and fusermount with the tools of this system, then try again."
  if ((EUID != 0)); then
    choose_packages "${missing[@]}" || true
    die "missing: ${missing[*]}. To install: sudo apt-get install -y ${packages[*]}"
  fi
  install_packages "${missing[@]}"
  for need in "${missing[@]}"; do
    is_there "$need" || die "installed ${packages[*]}, but '$need' is still not found."
  done
}

# Sets `packages` to what the needs are called here. Fails when apt does not know all of them.
choose_packages() {
  local need name known=0
  packages=()
  for need; do
    name=$(package_of "$need")
    has_candidate "$name" || known=1
    packages+=("$name")
  done
  return $known
}

install_packages() {
  local log=$build_dir/apt.log
  mkdir -p "$build_dir"
  : >"$log"
  choose_packages "$@" || apt_update "$log"
  choose_packages "$@" || true
  say "installing from Debian's packages: ${packages[*]}"
  # A package list that is too old names files that are gone: refresh it once and try again.
  if ! apt_install "$log" "${packages[@]}" &&
    ! { apt_update "$log" && apt_install "$log" "${packages[@]}"; }; then
    tail -n 15 "$log" >&2
    die "apt-get could not install ${packages[*]} (the whole log: $log)"
  fi
}

# Refreshes the package lists. One source out of reach must not matter: the install will tell.
apt_update() {
  say "refreshing apt's package lists"
  apt-get update -q >>"$1" 2>&1 </dev/null || true
}

apt_install() {
  local log=$1
  shift
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
}
