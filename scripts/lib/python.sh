# shellcheck shell=bash
# The virtual environment of the Python-client checks. Sourced after setup.sh.

requirements=${root:?}/scripts/clients/requirements.txt
cpu_wheels=https://download.pytorch.org/whl/cpu # PyPI's torch for Linux brings gigabytes of CUDA

# Prints where the environment lives: the user's cache, or the clone when there is none.
venv_dir() {
  local cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
  if [[ -n $cache ]] && mkdir -p "$cache/hffs-test" 2>/dev/null && [[ -w $cache/hffs-test ]]; then
    printf '%s\n' "$cache/hffs-test/venv"
  else
    printf '%s\n' "${build_dir:?}/venv"
  fi
}

# Makes the environment unless it is there, complete, and made from the same requirements.
make_venv() {
  local venv=$1 made=$1/made-from
  if cmp -s "$made" "$requirements" && "$venv/bin/python" -c '' 2>/dev/null; then
    return 0
  fi
  rm -rf "$venv"
  python3 -m venv "$venv"
  # A package index that is out of reach is asked twice for each package: few retries, short waits.
  local pip=("$venv/bin/pip" install -q --disable-pip-version-check --retries 1 --timeout 60)
  if curl -fsS -o /dev/null --max-time 10 "$cpu_wheels/torch/" 2>/dev/null; then
    "${pip[@]}" --index-url "$cpu_wheels" torch
  fi
  "${pip[@]}" -r "$requirements"
  "$venv/bin/python" -c 'import huggingface_hub, safetensors, torch, transformers'
  cp "$requirements" "$made"
}
