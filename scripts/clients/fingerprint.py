"""One sha256 for a set of named tensors: names, types, shapes and every byte."""

import hashlib


def fingerprint(tensors):
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(tensors):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.detach().contiguous().flatten().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def describe_model(source):
    """Loads a causal language model with its tokenizer, runs it once, and says what it got."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(source)
    model = AutoModelForCausalLM.from_pretrained(source)
    inputs = tokenizer("the file that opens at once", return_tensors="pt")
    with torch.no_grad():
        logits = model(input_ids=inputs["input_ids"]).logits
    if not torch.isfinite(logits).all():
        raise SystemExit("the model computed something that is no number")
    return {
        "parameters_sha256": fingerprint(model.state_dict().items()),
        "tokens": inputs["input_ids"][0].tolist(),
        "next_token": int(logits[0, -1].argmax()),
    }
