"""How well two piles of measurements can be told apart: by one of them alone, and by their medians.

One measurement: whoever sees it guesses which pile it is from. How good the best such guess is, is the area under its
ROC curve (AUC): 0.5 is a coin, 1 is certainty. Two ways to guess are tried: "the slower ones are of this pile", and
"those further from the middle are", which finds piles of one median and another spread.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, median


@dataclass(frozen=True)
class Estimate:
    """A value, and between which it is with the confidence that was asked for."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """One pile held against another."""

    # The better of both guesses, never below 0.5.
    auc: Estimate
    # By how much of the other's median this one's is larger, or smaller.
    shift: Estimate

    @property
    def is_apart(self) -> bool:
        """More than chance explains, at the confidence that was asked for."""
        return self.auc.low > 0.5


def compare(ours: Sequence[float], others: Sequence[float], deviations: float) -> Comparison:
    """`deviations` is the width of each bound, in standard deviations to either side."""
    middle = median([*ours, *others])

    def distances(pile: Sequence[float]) -> list[float]:
        return [abs(value - middle) for value in pile]

    guesses = [auc(ours, others, deviations), auc(distances(ours), distances(others), deviations)]
    return Comparison(max(guesses, key=lambda guess: guess.value), shift(ours, others, deviations))


def auc(ours: Sequence[float], others: Sequence[float], deviations: float) -> Estimate:
    """Mann and Whitney's statistic as a share, ties counting half, turned so that it is at least 0.5. The bounds are
    DeLong's: from how often each measurement is above those of the other pile.
    """
    left, right = sorted(ours), sorted(others)

    def above(values: Sequence[float], pile: Sequence[float]) -> list[float]:
        return [(bisect_left(pile, value) + bisect_right(pile, value)) / 2 / len(pile) for value in values]

    ours_above, others_above = above(left, right), above(right, left)
    value = sum(ours_above) / len(ours_above)
    error = math.sqrt(_variance(ours_above) / len(left) + _variance(others_above) / len(right))
    value = max(value, 1 - value)
    return Estimate(value, value - deviations * error, value + deviations * error)


def shift(ours: Sequence[float], others: Sequence[float], deviations: float) -> Estimate:
    """The difference of the medians as a share of the other's."""
    base = median(others)
    value = median(ours) - base
    width = deviations * math.hypot(_error_of_median(ours), _error_of_median(others))
    return Estimate(value / base, (value - width) / base, (value + width) / base)


def _variance(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _error_of_median(values: Sequence[float]) -> float:
    """From the order statistics around it: in 95 of 100 piles the true median is between these two."""
    z = NormalDist().inv_cdf(0.975)
    pile, reach = sorted(values), z * math.sqrt(len(values)) / 2
    low = max(0, math.floor(len(pile) / 2 - reach))
    high = min(len(pile) - 1, math.ceil(len(pile) / 2 + reach))
    return (pile[high] - pile[low]) / (2 * z)
