"""Nobody can tell from the time to an answer what is known of an address (ATT-38). In short; `scripts/uniform` is the long
form, on a machine that does nothing else. Here only what is beyond chance counts, and only if it is found twice.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from support.people import Service
from support.stopwatch import PAIRS, Door, State, Stopwatch
from support.telling_apart import compare

COUNT = 250
# Chance puts a comparison beyond this in 1 of 1,000, and twice in a row in 1 of 1,000,000; there are two guesses for
# each of four states at five doors on two databases.
DEVIATIONS = 3.3
SEED = 38


@pytest.fixture(scope="module")
def stopwatch(service: Service) -> Iterator[Stopwatch]:
    yield Stopwatch(service, COUNT, SEED)


def apart(stopwatch: Stopwatch, door: Door, plant: dict[State, float] | None = None) -> dict[State, str]:
    """The states that are told from an unknown address, and how."""
    times = stopwatch.measure(door, plant=plant).answers
    found = {state: compare(times[state], times[usual], DEVIATIONS) for state, usual in PAIRS.items()}
    return {state: str(comparison) for state, comparison in found.items() if comparison.is_apart}


@pytest.mark.both_databases
@pytest.mark.parametrize("door", list(Door), ids=lambda door: door.value)
def test_no_answer_takes_longer_for_what_is_known_of_an_address(stopwatch: Stopwatch, door: Door) -> None:
    once = apart(stopwatch, door)
    twice = apart(stopwatch, door) if once else {}
    assert not once.keys() & twice.keys(), (once, twice)


@pytest.mark.both_databases
def test_waiting_takes_no_longer_for_what_is_known_of_the_address(stopwatch: Stopwatch) -> None:
    def found() -> dict[State, str]:
        times = stopwatch.measure_waiting()
        told = {state: compare(times[state], times[State.UNKNOWN], DEVIATIONS) for state in times}
        return {state: str(comparison) for state, comparison in told.items() if comparison.is_apart}

    once = found()
    twice = found() if once else {}
    assert not once.keys() & twice.keys(), (once, twice)


def test_answers_that_take_longer_are_found(stopwatch: Stopwatch) -> None:
    """On a busy machine a fifth may drown once, but not always; and nobody else is accused twice."""
    plant = {State.ACCOUNT: 0.2}
    found = [apart(stopwatch, Door.SIGN_IN, plant) for _ in range(3)]
    assert any(State.ACCOUNT in states for states in found), found
    for state in PAIRS.keys() - plant.keys():
        assert not all(state in states for states in found), found


def pile(chance: random.Random, count: int, longer: float = 1, wider: float = 1) -> list[float]:
    """As times are: most near the usual one, some far above."""
    return [(1 + 0.1 * wider * (chance.gauss(0, 1))) * longer + chance.expovariate(0.2) // 20 for _ in range(count)]


def test_a_tenth_is_found_in_a_few_hundred_quiet_answers() -> None:
    chance = random.Random(SEED)
    found = compare(pile(chance, COUNT, longer=1.1), pile(chance, COUNT), DEVIATIONS)
    assert found.is_apart and 0.6 < found.auc.value < 0.9
    assert found.shift.low < 0.1 < found.shift.high and found.shift.low > 0


def test_another_spread_around_the_same_median_is_found() -> None:
    chance = random.Random(SEED)
    found = compare(pile(chance, COUNT, wider=2), pile(chance, COUNT), DEVIATIONS)
    assert found.is_apart and found.shift.low < 0 < found.shift.high


def test_chance_alone_is_hardly_ever_found() -> None:
    chance = random.Random(SEED)
    found = [compare(pile(chance, 100), pile(chance, 100), DEVIATIONS).is_apart for _ in range(2_000)]
    assert sum(found) <= 10, sum(found)


def test_certainty_and_a_coin_are_what_they_are() -> None:
    assert compare([5.0, 6, 7, 8], [1, 2, 3, 4], DEVIATIONS).auc.value == 1
    assert compare([1.0, 2, 3, 4], [5, 6, 7, 8], DEVIATIONS).auc.value == 1
    assert compare([1.0, 1, 1, 1], [1, 1, 1, 1], DEVIATIONS).auc.value == 0.5
