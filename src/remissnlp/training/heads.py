"""What teacher and student share: the heads that turn a sentence vector into labels, and the loss over them."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from remissnlp.training.batches import TensorBatch
from remissnlp.training.targets import N_OUTPUTS, N_STANCES, SLICES, THEME_WEIGHT


class Labels(nn.Module):
    """A sentence vector gives labels, the sentences of an answer its stance."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(width, affine=False)
        self.hidden = nn.Sequential(nn.Dropout(0.2), nn.Linear(width, hidden), nn.GELU(), nn.Dropout(0.2))
        self.labels = nn.Linear(hidden, N_OUTPUTS)

    def forward(self, vectors: Tensor) -> Tensor:
        """Return the outputs (n, 15) of sentence vectors (n, width); `targets.SLICES` names their parts."""
        found: Tensor = self.labels(self.hidden(self.norm(vectors)))
        return found


def stance_logits(outputs: Tensor, answer: Tensor, n_answers: int) -> Tensor:
    """Return the stance logits (n_answers, 6): those of the sentences, weighted by how much each one tells.

    Args:
        outputs: of all sentences (n, 15).
        answer: the number of each sentence's answer (n,).
        n_answers: how many answers there are.
    """
    told = outputs[:, SLICES["weight"]].squeeze(1)
    # The most telling sentence of each answer weighs 1: by that of the whole batch, an answer could come to 0 / 0.
    most = told.detach().new_full((n_answers,), -torch.inf).scatter_reduce(0, answer, told.detach(), "amax")
    weight = (told - most[answer]).exp()[:, None]
    total = weight.new_zeros(n_answers, 1).index_add(0, answer, weight)
    said = outputs[:, SLICES["stance"]] * weight / total[answer]
    return said.new_zeros(n_answers, N_STANCES).index_add(0, answer, said)


def loss_of(outputs: Tensor, batch: TensorBatch) -> Tensor:
    """Return the loss of a batch of answers: themes, polarity, and the stance of the answers that have one."""
    known = ~batch.themes.isnan()
    themes = functional.binary_cross_entropy_with_logits(outputs[:, SLICES["themes"]][known], batch.themes[known])
    polarity = functional.cross_entropy(outputs[:, SLICES["polarity"]], batch.polarities)
    loss = THEME_WEIGHT * themes + polarity
    judged = batch.stance >= 0
    if judged.any():
        stances = stance_logits(outputs, batch.answer, len(batch.stance))
        loss = loss + functional.cross_entropy(stances[judged], batch.stance[judged])
    return loss


def padded(rows: list[list[int]], pad: int) -> Tensor:
    """Return lists of word pieces as one tensor (n, longest)."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[pad] * (width - len(row))] for row in rows])


def step(loss: Tensor, model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Take one step down the gradient of a loss, its length at most 1; none where the gradient is no number."""
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]  # torch has no type here
    length = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    if torch.isfinite(length):
        optimizer.step()
