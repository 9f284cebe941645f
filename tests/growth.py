"""How cost grows with the work, on machines whose speed is not steady."""

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def assert_linear(cost: Callable[[int], float], n: int, most: float = 2.3, slack: float = 0.0) -> None:
    """Fail if twice the work costs more than `most` times as much.

    A machine that others share changes its speed by half for seconds at a time. So both sizes are measured one right after the other, again and
    again; what counts is the best of each and, where these fell into different times, the median of the pairs.
    """
    once, twice, pairs = float("inf"), float("inf"), []
    for _ in range(9):
        small, large = cost(n), cost(2 * n)
        once, twice = min(once, small), min(twice, large)
        pairs.append((large - slack) / small)
        if twice <= most * once + slack:
            return
    assert statistics.median(pairs) <= most, f"{once:.3f} s for {n}, {twice:.3f} s for twice as much"
