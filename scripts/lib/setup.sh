# shellcheck shell=bash
# What scripts/hffs, scripts/test and scripts/bench share: finding Java, installing Debian packages,
# building. Sourced, never run. The caller sets `root`, the directory of the clone.
#
# Nothing here writes to stdout: that belongs to the command the user typed.

build_dir=${root:?}/build
app_dir=$build_dir/app # one directory for each build; a running daemon keeps the one it started from
stamp=$app_dir/current # its content is the directory in use; its age is the age of the sources built

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
    *) printf '%s\n' "$1" ;; # the package is called like its program
  esac
}

is_there() {
  case $1 in
    jdk) find_java javac >/dev/null ;;
    maven) command -v mvn >/dev/null ;;
    libfuse) has_libfuse ;;
    venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
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

# Tells whether a source is newer than the build. Directories count, so that a removed file does.
build_is_stale() {
  [[ -s $stamp && -d $(<"$stamp")/lib ]] || return 0
  local newer
  newer=$(cd "$root" && find pom.xml .mvn fs/pom.xml daemon/pom.xml cli/pom.xml \
    fs/src/main daemon/src/main cli/src/main -newer "$stamp" -print -quit)
  [[ -n $newer ]]
}

# Runs a command while holding the lock of the build directories; waits at most 15 minutes for it.
# The command does not inherit the lock, so nothing it leaves behind can keep it.
with_build_lock() {
  mkdir -p "$build_dir"
  (
    if ! flock -n 9; then
      say "another build is running in this clone; waiting for it"
      flock -w 900 9 || die "still building after 15 minutes: see $build_dir"
    fi
    "$@" 9>&-
  ) 9>"$build_dir/lock"
}

# Builds the command, quietly and without tests, if its sources changed since it was built.
build_if_stale() {
  build_is_stale || return 0
  mkdir -p "$build_dir" 2>/dev/null || true
  [[ -w $build_dir ]] ||
    die "the sources are newer than the build, and you may not write to $build_dir:" \
      "let the owner of this clone run scripts/hffs once."
  with_build_lock build_app
}

build_app() {
  build_is_stale || return 0 # somebody else built it while this one waited
  local log=$build_dir/build.log started=$build_dir/started out home began
  home=$(find_java javac)
  say "building (the first time takes a few minutes; log: $log)"
  began=$(date -Ins)
  if ! (cd "$root" && JAVA_HOME=$home mvn -B -ntp -q -pl cli -am package \
    -Dmaven.test.skip=true -Dspotless.check.skip=true) >"$log" 2>&1 </dev/null; then
    sed -n '/Help 1/q; /^\[ERROR\]/p' "$log" | head -n 20 >&2
    ! grep -q 'Could not transfer' "$log" ||
      say "Maven could not fetch what the build needs: check the network, or set a mirror in" \
        "\$HOME/.m2/settings.xml (README.md, 'When something is wrong')."
    die "the build failed (the whole log: $log)"
  fi
  local previous=
  [[ ! -s $stamp ]] || previous=$(<"$stamp")
  mkdir -p "$app_dir"
  out=$(mktemp -d "$app_dir/XXXXXXXX")
  chmod 755 "$out"
  cp -r "$root/cli/target/lib" "$out/lib"
  cp "$(newest "$root"/cli/target/hffs-cli-*.jar)" "$out/lib/"
  # The stamp is as old as the start of the build: what was edited meanwhile is newer.
  printf '%s\n' "$out" >"$started"
  touch -d "$began" "$started"
  mv "$started" "$stamp"
  remove_old_apps "$out" "$previous"
}

# Prints the file that was changed last.
newest() {
  local file newest=$1
  for file; do
    [[ $file -nt $newest ]] && newest=$file
  done
  printf '%s\n' "$newest"
}

# Removes earlier builds that no process runs from (replacing the jars of a running daemon would
# break its mounts), but for the last one: a command may be about to start from it.
remove_old_apps() {
  local dir running
  running=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' || true)
  for dir in "$app_dir"/*/; do
    dir=${dir%/}
    if [[ $dir != "$1" && $dir != "$2" && $running != *"$dir/"* ]]; then
      rm -rf "$dir"
    fi
  done
}
