"""Loads a model and its tokenizer from a directory and runs it once: load_model.py PATH.

Prints one line of JSON; parameters_sha256 covers every parameter. Needs no network, and allows none.
"""

import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

from fingerprint import describe_model


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    if not os.path.isdir(sys.argv[1]):
        raise SystemExit(f"not a directory: {sys.argv[1]}")
    print(json.dumps(describe_model(sys.argv[1])))


if __name__ == "__main__":
    main()
