# shellcheck shell=bash
# Finds what a test run left behind: mounts, and processes that carry the mark of the run in their
# environment, as daemons do that were started by it. Sourced after setup.sh.

export HFFS_TEST_RUN=$$.$RANDOM$RANDOM

# Prints the mount points of all hffs mounts, one a line.
hffs_mounts() {
  awk '{ for (i = 7; i < NF; i++) if ($i == "-" && $(i + 1) == "fuse.hffs") print $5 }' /proc/self/mountinfo
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

# Fails, with a list, when a mount is there that was not in "$1" or a marked process is alive, and
# takes them away. Waits up to 10 s for what is just ending.
check_leftovers() {
  local before=$1 deadline=$((SECONDS + 10)) mounts pids pid mount
  while :; do
    mounts=$(comm -13 <(sort <<<"$before") <(hffs_mounts | sort))
    pids=$(marked_processes)
    [[ -n $mounts$pids ]] || return 0
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
  return 1
}
