"""Muon: momentum made orthogonal, for a network's matrices; AdamW for the rest of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, overload

import torch
from torch import Tensor

_QUINTIC = (3.4445, -4.7750, 2.0315)
"""Coefficients of the Newton-Schulz step that Muon's author found."""


def orthogonal(matrices: Tensor, *, steps: int = 5) -> Tensor:
    """The nearest matrices whose singular values are about 1, (matrix, row, column).

    Muon (Jordan et al. 2024): Newton-Schulz, X <- a X + (b A + c A^2) X with A = X X^T.

    Args:
        matrices: No more rows than columns.
        steps: Iterations.
    """
    a, b, c = _QUINTIC
    x: Tensor = matrices / (matrices.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    return x


_MATRIX = 2
"""Dimensions of a matrix."""


class Muon(torch.optim.Optimizer):
    """Muon for the matrices between the embeddings, AdamW for embeddings and vectors.

    A small model from nothing learns from about a third of the steps that AdamW needs: see
    `training/LOG.md`.
    """

    def __init__(
        self,
        named: Iterable[tuple[str, torch.nn.Parameter]],
        *,
        lr: float,
        weight_decay: float = 0.0,
        momentum: float = 0.95,
        betas: tuple[float, float] = (0.9, 0.95),
    ) -> None:
        """Sort the parameters by their shape and name.

        Args:
            named: Parameters with their names.
            lr: Rate, the same for both kinds: an update has the size that AdamW's would have.
            weight_decay: Decay of the matrices, per step and unit of rate.
            momentum: Share of the matrices' momentum that stays.
            betas: Of AdamW.
        """
        kinds: dict[bool, list[torch.nn.Parameter]] = {True: [], False: []}
        for name, parameter in named:
            kinds[_is_inner_matrix(name, parameter)].append(parameter)
        groups: list[dict[str, Any]] = [
            {"params": kinds[True], "matrices": True},
            {"params": kinds[False]},
        ]
        defaults = {
            "lr": lr,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "betas": betas,
            "matrices": False,
        }
        super().__init__([group for group in groups if group["params"]], defaults)

    @overload
    def step(self, closure: None = None) -> None: ...
    @overload
    def step(self, closure: Callable[[], float]) -> float: ...
    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        """Move every parameter by one update."""
        loss = None if closure is None else closure()
        for group in self.param_groups:
            moved = [p for p in group["params"] if p.grad is not None]
            (self._matrices if group["matrices"] else self._rest)(moved, group)
        return loss

    def _matrices(self, parameters: list[Tensor], group: dict[str, Any]) -> None:
        shapes: dict[torch.Size, list[Tensor]] = defaultdict(list)
        for parameter in parameters:
            shapes[parameter.shape].append(parameter)
        for shape, alike in shapes.items():
            updates = torch.stack([self._nesterov(p, group["momentum"]) for p in alike])
            tall = shape[0] > shape[1]
            turned = orthogonal(updates.mT if tall else updates)
            sized = 0.2 * max(shape) ** 0.5 * (turned.mT if tall else turned)
            for parameter, update in zip(alike, sized, strict=True):
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.add_(update, alpha=-group["lr"])

    def _nesterov(self, parameter: Tensor, momentum: float) -> Tensor:
        gradient, state = _gradient(parameter), self.state[parameter]
        if not state:
            state["momentum"] = torch.zeros_like(parameter)
        state["momentum"].lerp_(gradient, 1 - momentum)
        return gradient.lerp(state["momentum"], momentum)

    def _rest(self, parameters: list[Tensor], group: dict[str, Any]) -> None:
        first, second = group["betas"]
        for parameter in parameters:
            gradient, state = _gradient(parameter), self.state[parameter]
            if not state:
                state["steps"] = torch.zeros(())
                state["mean"], state["square"] = (torch.zeros_like(parameter) for _ in range(2))
            state["steps"] += 1
            steps = state["steps"].item()
            state["mean"].lerp_(gradient, 1 - first)
            state["square"].lerp_(gradient * gradient, 1 - second)
            mean = state["mean"] / (1 - first**steps)
            scale = (state["square"] / (1 - second**steps)).sqrt() + 1e-8
            parameter.addcdiv_(mean, scale, value=-group["lr"])


def _is_inner_matrix(name: str, parameter: Tensor) -> bool:
    return parameter.ndim == _MATRIX and not any(end in name for end in ("embed", "lm_head"))


def _gradient(parameter: Tensor) -> Tensor:
    if parameter.grad is None:
        raise ValueError("a parameter without gradient: run backward first")
    return parameter.grad
