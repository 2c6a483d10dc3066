"""Reads all tensors of a safetensors file by mmap: safe_open.py FILE. Prints their sha256."""

import sys

from fingerprint import fingerprint
from safetensors import safe_open


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    with safe_open(sys.argv[1], framework="pt") as tensors:
        print(fingerprint([(name, tensors.get_tensor(name)) for name in tensors.keys()]))


if __name__ == "__main__":
    main()
