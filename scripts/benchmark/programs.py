"""Workloads of whole programs: a model loaded by transformers, the command's own start."""

from commands import Failed, output, run
from hub import MODEL
from lab import in_turns
from loads import LATENCY_MS, LINE
from mount import take_away
from references import by_rclone, curl, passthrough, rclone
from results import Round, Skipped, Workload

MAKE_MODEL = """
import sys, torch
from transformers import LlamaConfig, LlamaForCausalLM
layers = int(sys.argv[2])
model = LlamaForCausalLM(LlamaConfig(hidden_size=1024, intermediate_size=4096, num_hidden_layers=layers,
                                     num_attention_heads=8, num_key_value_heads=8, vocab_size=8192))
model.to(torch.float16).save_pretrained(sys.argv[1])
"""

LOAD_MODEL = """
import hashlib, sys, time
import torch, transformers
transformers.LlamaForCausalLM  # its imports are no part of the load
begin = time.monotonic()
# Other numbers than those in the file, so all of it is read, as by a copy to a GPU.
model = transformers.AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
seconds = time.monotonic() - begin
digest = hashlib.sha256()
for weight in model.parameters():
    digest.update(weight.detach().contiguous().view(torch.uint8).numpy())
print(seconds, digest.hexdigest())
"""

MAKE_CLIENTS = """
set -euo pipefail
root=$1
source "$root/scripts/lib/setup.sh"
source "$root/scripts/lib/python.sh"
venv=$(venv_dir)
make_venv "$venv" >&2
printf '%s' "$venv/bin/python"
"""


def python_with_transformers(lab):
    try:
        return output("bash", "-c", MAKE_CLIENTS, "bash", lab.scripts.parent)
    except Failed as failure:
        raise Skipped(f"transformers cannot be installed here ({failure})") from failure


def model_loader(lab):
    """Makes the model; returns what loads it from a folder and says the seconds and a digest."""
    python = python_with_transformers(lab)
    if not (lab.model / "model.safetensors").exists():
        run(python, "-c", MAKE_MODEL, lab.model, 2 if lab.quick else 32)
    environment = dict(lab.mount.environment, HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error")

    def load(place):
        seconds, digest = output(python, "-c", LOAD_MODEL, place, environment=environment).split()[-2:]
        return float(seconds), digest

    return load


def model_bytes(lab):
    return sum(file.stat().st_size for file in lab.model.iterdir())


def same_model(digest, right):
    if digest != right:
        raise ValueError("the model has other parameters when it is loaded through hffs")


def from_pretrained(lab):
    load = model_loader(lab)
    yield

    def ours():
        lab.mount.cold()
        with lab.measured(model_bytes(lab)) as figures:
            figures["load"] = load(lab.mount.path(repo=MODEL))
        return figures

    load(lab.model)  # so that no contender pays for Python's own first time
    for number in range(lab.rounds):
        lab.hub.line(LATENCY_MS, total_rate=LINE)
        results = in_turns(number, ours=ours, download=lambda: curl(lab, "model.safetensors", MODEL),
                           hot=lambda: load(lab.model),
                           rclone=lambda: by_rclone(lab, lambda place: load(place)[0], MODEL))
        figures = results["ours"]
        seconds, digest = figures.pop("load")
        hot, right = results["hot"]
        same_model(digest, right)
        figures.pop("bytes at the end")
        yield Round(seconds, max(results["download"], hot),
                    {**figures, "download": results["download"], "hot load": hot, "rclone": results["rclone"]})


def from_pretrained_hot(lab):
    """All have loaded it before, so its files are in the kernel's pages."""
    load = model_loader(lab)
    yield
    lab.hub.line()
    lab.mount.up()
    with rclone(lab, MODEL) as r, passthrough(lab, source=lab.model) as c:
        others = {"disk": lab.model, "C passthrough": c, "rclone": r}
        for place in (lab.mount.path(repo=MODEL), *others.values()):
            load(place)

        def ours():
            with lab.measured(model_bytes(lab)) as figures:
                figures["load"] = load(lab.mount.path(repo=MODEL))
            return figures

        for number in range(lab.rounds):
            results = in_turns(number, ours=ours,
                               **{name: lambda place=place: load(place) for name, place in others.items()})
            figures = results["ours"]
            seconds, digest = figures.pop("load")
            same_model(digest, results["disk"][1])
            yield Round(seconds, results["disk"][0], {
                **{name: results[name][0] for name in ("C passthrough", "rclone")},
                "requests": figures["requests"], "cpu s": figures["cpu s"]})


def start(lab):
    """A mount with nothing running and nothing here, one with a daemon running, and a command."""
    second = lab.work / "second"
    second.mkdir()
    yield
    lab.hub.line()

    def hffs(*words):
        return run(lab.mount.command, *words, environment=lab.mount.environment)

    for number in range(lab.rounds):
        lab.mount.down()
        lab.mount.forget()
        stopped = hffs("mount", lab.mount.place) + run("ls", lab.mount.place)
        lab.mount.daemon = lab.mount.find_daemon()
        daemon = lab.mount.cpu_seconds()
        try:
            running = hffs("mount", second) + run("ls", second)
        finally:
            take_away(second)
        results = in_turns(number, ours=lambda: hffs("model", "ls"), java=lambda: run(lab.java, "-version"))
        yield Round(results["ours"], results["java"], {
            "mount, stopped, s": stopped, "mount, running, s": running, "daemon, cpu s": daemon,
            "peak MB": lab.mount.peak_memory() / 1e6})


WORKLOADS = [
    Workload("from-pretrained", "transformers loads a model, cold, 10 ms, 120 MB/s in all",
             "longer of curl and hot load", "s", from_pretrained, at_most=1.05),
    Workload("from-pretrained-hot", "the same again", "the same on disk", "s", from_pretrained_hot, at_most=1.02),
    Workload("start", "hffs model ls; hffs mount until ls works, daemon stopped and running", "java -version", "s",
             start, at_most=3, limits={"mount, stopped, s": 1.2, "mount, running, s": 0.25}),
]
