"""Loads a model by its id from a Hugging Face cache, offline: hub_cache.py REPO_ID.

Needs HF_HUB_OFFLINE=1 and HF_HUB_CACHE in the environment. Prints what load_model.py prints.
"""

import json
import os
import sys

from fingerprint import describe_model


def main():
    if len(sys.argv) != 2 or "/" not in sys.argv[1] or os.path.exists(sys.argv[1]):
        raise SystemExit(__doc__)
    if os.environ.get("HF_HUB_OFFLINE") != "1" or not os.environ.get("HF_HUB_CACHE"):
        raise SystemExit("set HF_HUB_OFFLINE=1 and HF_HUB_CACHE")
    print(json.dumps(describe_model(sys.argv[1])))


if __name__ == "__main__":
    main()
