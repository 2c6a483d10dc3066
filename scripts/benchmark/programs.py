"""Workloads of whole programs: a model loaded by transformers, the command's own start."""

import json
import os
import shutil

from lab import MIB, output, run, timed
from one_file import LINE, curl
from results import Round, Workload

MAKE_MODEL = """
import sys, torch
from transformers import LlamaConfig, LlamaForCausalLM
layers = int(sys.argv[2])
model = LlamaForCausalLM(LlamaConfig(hidden_size=1024, intermediate_size=4096, num_hidden_layers=layers,
                                     num_attention_heads=8, num_key_value_heads=8, vocab_size=8192))
model.to(torch.float16).save_pretrained(sys.argv[1])
"""

LOAD_MODEL = """
import sys, time
import torch, transformers
begin = time.monotonic()
model = transformers.AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype='auto')
sum(float(weight.sum()) for weight in model.parameters())
print(time.monotonic() - begin)
"""


def python():
    return os.environ["HFFS_TEST_PYTHON"]


def load_model(lab, place):
    environment = dict(os.environ, HF_HUB_OFFLINE="1", HF_HOME=str(lab.work / "hf"), TRANSFORMERS_VERBOSITY="error")
    return float(output(python(), "-c", LOAD_MODEL, place, env=environment).split()[-1])


def from_pretrained(lab):
    model = lab.data / "model"
    if not model.exists():
        run(python(), "-c", MAKE_MODEL, model, 2 if lab.quick else 8, stderr=-3)
    yield
    lab.line(latency_ms=10, total_rate=LINE)
    for number in range(lab.rounds):
        lab.mount(cold=True)
        cold = load_model(lab, lab.path("model"))
        hot = load_model(lab, model)
        download = curl(lab, "model/model.safetensors")
        yield Round(cold, max(download, hot), memory=lab.peak_memory(), shown={"download": download, "hot load": hot})


def start(lab):
    yield
    for _ in range(lab.rounds):
        lab.unmount()
        shutil.rmtree(lab.environment["HFFS_HOME"], ignore_errors=True)
        hffs = lab.scripts / "hffs"
        seconds = timed(hffs, "mount", lab.mountpoint, env=lab.environment)
        lab.daemon = json.loads(lab.hffs("daemon", "status", "--json"))["pid"]
        cpu = lab.cpu_seconds()
        yield Round(seconds, timed(hffs, "mounts", env=lab.environment), shown={"daemon's CPU s": cpu})


WORKLOADS = [
    Workload("from-pretrained", "transformers loads a model, cold, 10 ms, 120 MB/s in all",
             "longer of curl and hot load", "s", from_pretrained, at_most=1.05),
    Workload("start", "hffs mount with nothing running, until it can be used", "hffs mounts", "s", start),
]
