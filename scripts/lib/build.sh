# shellcheck shell=bash
# Builds the command when its sources changed. Sourced after setup.sh.

app_dir=${build_dir:?}/app # one directory for each build; a running daemon keeps the one it started from
stamp=$app_dir/current # names the one in use; its age is the age of the sources that were built

# Prints the directory of the build in use; fails when there is none.
current_app() {
  [[ -s $stamp && -d $app_dir/$(<"$stamp")/lib ]] && printf '%s\n' "$app_dir/$(<"$stamp")"
}

# Tells whether a source is newer than the build. Directories count, so that a removed file does.
build_is_stale() {
  current_app >/dev/null || return 0
  local newer
  newer=$(cd "${root:?}" && find pom.xml .mvn fs/pom.xml daemon/pom.xml cli/pom.xml \
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
  local previous
  previous=$(current_app) || previous=''
  mkdir -p "$app_dir"
  out=$(mktemp -d "$app_dir/XXXXXXXX")
  chmod 755 "$out"
  cp -r "$root/cli/target/lib" "$out/lib"
  cp "$(newest "$root"/cli/target/hffs-cli-*.jar)" "$out/lib/"
  cp "$root"/daemon/src/main/resources/io/hffs/daemon/process/daemon.jvmflags "$out/"
  archive_classes "$out" || true # without it the command starts, only slower
  # The stamp is as old as the start of the build: what was edited meanwhile is newer.
  printf '%s\n' "${out##*/}" >"$started"
  touch -d "$began" "$started"
  mv "$started" "$stamp"
  remove_old_apps "$out" "$previous"
}

# Writes the classes that the daemon and the commands load into an archive that the JVM can map at the
# next start. Finds them by runs: the demo is mounted and read where it can be, else the daemon alone
# has to do.
archive_classes() {
  local out=$1 work java status=0
  java=$(find_java java)/bin/java
  work=$(mktemp -d "$app_dir/training.XXXXXX")
  mkdir -p "$work/config/hffs" "$work/mnt" "$work/mnt2"
  printf '{ "daemon.port": "0", "hub.mirrors": "" }\n' >"$work/config/hffs/config.json"
  (
    export HFFS_HOME=$work/cache XDG_CONFIG_HOME=$work/config HF_HOME=$work/hf
    run_and_list_classes "$java" "$out" "$work"
    cat "$work"/*.classes | awk '!seen[$0]++' >"$work/classes" # in their order: a class after its parents
    "$java" -Xshare:dump -XX:SharedClassListFile="$work/classes" -XX:SharedArchiveFile="$out/hffs.jsa" \
      -cp "$out/lib/*" >"$work/log" 2>&1
  ) || status=$?
  rm -rf --one-file-system "$work"
  return "$status"
}

run_and_list_classes() {
  local java=$1 out=$2 work=$3 verb=(daemon start --foreground) commands=('model ls' status) command tries
  local flags=(-Xshare:auto --enable-native-access=ALL-UNNAMED -Dfile.encoding=UTF-8 -cp "$out/lib/*")
  if [[ -w /dev/fuse ]] && type fusermount >/dev/null 2>&1; then
    verb=(mount --demo --foreground "$work/mnt")
    commands+=("mount $work/mnt2")
  fi
  timeout 60 env LC_ALL=C.UTF-8 "$java" -XX:DumpLoadedClassList="$work/daemon.classes" "${flags[@]}" \
    io.hffs.cli.HffsCommand "${verb[@]}" >"$work/log" 2>&1 </dev/null &
  local daemon=$!
  for ((tries = 0; tries < 300; tries++)); do
    ! grep -qE '^(Mounted|Daemon started)' "$work/log" || break
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work"/mnt/hffs-demo/tiny-llama/main/* >/dev/null 2>&1 || true
  if [[ ${verb[0]} == mount ]]; then # the demo keeps to itself
    export HFFS_HOME=$work/cache/demo XDG_CONFIG_HOME=$work/cache/demo/config
  fi
  for command in "${commands[@]}"; do
    # shellcheck disable=SC2086 # its words
    timeout 60 env LC_ALL=C.UTF-8 "$java" -XX:DumpLoadedClassList="$work/${command%% *}.classes" "${flags[@]}" \
      io.hffs.cli.HffsCommand $command >/dev/null 2>&1 </dev/null || true
  done
  kill -TERM "$daemon" 2>/dev/null || true
  wait "$daemon" || true
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
