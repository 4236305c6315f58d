"""A curve that may go on for hours in bounded memory."""

import numpy as np


class Curve:
    """Rows of numbers over time, thinned as they grow: at most `most` are kept.

    When it is full every second row goes, and from then on only every second, fourth, ... is noted.

    Parameters
    ----------
    width : int
        Numbers in a row.
    most : int
        Rows that are kept, at least 2.
    """

    def __init__(self, width, most=400):
        self._rows = np.empty((most, width))
        self._times = np.empty(most)
        self._count, self._every, self._given = 0, 1, 0

    def add(self, time, row):
        """Note a row, unless it falls between those that are kept.

        Parameters
        ----------
        time : float
            Later than all before.
        row : sequence of float
            As many numbers as the curve is wide.
        """
        self._given += 1
        if (self._given - 1) % self._every:
            return
        if self._count == len(self._times):
            half = self._count // 2
            self._times[:half] = self._times[: 2 * half : 2]
            self._rows[:half] = self._rows[: 2 * half : 2]
            self._count, self._every = half, 2 * self._every
        self._times[self._count] = time
        self._rows[self._count] = row
        self._count += 1

    @property
    def times(self):
        """Times of the rows kept: ndarray, shape (rows,)."""
        return self._times[: self._count]

    @property
    def rows(self):
        """Rows kept: ndarray, shape (rows, width)."""
        return self._rows[: self._count]
