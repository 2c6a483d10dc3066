# shellcheck shell=bash
# Finds what a test run left behind: mounts, networks, and processes that carry the mark of the run in
# their environment, as daemons do that were started by it. Sourced after setup.sh. The run keeps its
# files below $test_temp: a mount elsewhere is another run's, or the user's own.

export HFFS_TEST_RUN=$$.$RANDOM$RANDOM

# Prints the mount points of this run, one a line.
hffs_mounts() {
  awk -v below="$test_temp/" '{
    for (i = 7; i < NF; i++)
      if ($i == "-" && $(i + 1) == "fuse.hffs" && index($5, below) == 1) print $5
  }' /proc/self/mountinfo
}

# Prints the names of the network namespaces, bridges and other interfaces of tests, one a line. Their
# names hold the process that made them, in base 36; one that is alive may be of another run.
hffs_networks() {
  local path name
  for path in /run/netns/hffs* /sys/class/net/hffs*; do
    name=${path##*/}
    [[ -e $path ]] || continue
    if [[ $name =~ ^hffs-([0-9a-z]{1,6})- && -e /proc/$((36#${BASH_REMATCH[1]})) ]]; then
      continue
    fi
    printf '%s\n' "$name"
  done
}

# Takes such a network away, whatever of the name is there.
remove_network() {
  ip link del "$1" 2>/dev/null || true # with its namespace alone it would go only later
  ip netns del "$1" 2>/dev/null || true
}

# Prints the ids of the marked processes, except this shell and its ancestors and helpers.
marked_processes() {
  local dir pid
  for dir in /proc/[0-9]*; do
    pid=${dir#/proc/}
    [[ $pid != "$$" && $pid != "$BASHPID" ]] || continue
    if grep -qsz "^HFFS_TEST_RUN=$HFFS_TEST_RUN\$" "$dir/environ" 2>/dev/null; then
      printf '%s\n' "$pid"
    fi
  done
}

# Asks the marked processes to end.
end_marked_processes() {
  local pid
  for pid in $(marked_processes); do
    kill -TERM "$pid" 2>/dev/null || true
  done
}

# Fails, with a list, when a mount of this run is there, a network that was not in "$1", or a marked
# process is alive, and takes them away. Waits up to 10 s for what is just ending.
check_leftovers() {
  local networks_before=$1 deadline=$((SECONDS + 10)) mounts networks pids pid mount network
  while :; do
    mounts=$(hffs_mounts)
    networks=$(comm -13 <(sort -u <<<"$networks_before") <(hffs_networks | sort -u))
    pids=$(marked_processes)
    [[ -n $mounts$networks$pids ]] || return 0
    ((SECONDS < deadline)) || break
    sleep 0.2
  done
  if [[ -n $mounts ]]; then
    printf 'left mounted:\n%s\n' "$mounts"
    while IFS= read -r mount; do
      fusermount -uz "$mount" || true
    done <<<"$mounts"
  fi
  for pid in $pids; do
    printf 'left running: %s %s\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | cut -c1-200)"
    kill -KILL "$pid" 2>/dev/null || true
  done
  if [[ -n $networks ]]; then
    printf 'left networks:\n%s\n' "$networks"
    while IFS= read -r network; do
      remove_network "$network"
    done <<<"$networks"
  fi
  return 1
}
