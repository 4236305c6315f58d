"""Probes: small functions that run beside the learner's code and return data, never a verdict.

A grader may keep the learner's functions in another process. Plain values cross between the two
processes; shared arrays, the global random state and autograd graphs do not. What can only be
seen on the learner's side is observed there by a probe: it calls the learner's function, which
is its first argument, with plain inputs, and returns plain data. The check compares. A probe
holds inputs and no expected value.
"""


def probe(function):
    """Mark a function as a probe. In a notebook this changes nothing.

    A grader with two processes sends the text of a marked function to the learner's side when
    it is called, so its body may use only its arguments and the imports of locked cells.

    Parameters
    ----------
    function : callable
        Takes the learner's function first; returns plain data.

    Returns
    -------
    callable
        `function`, marked.
    """
    function.is_probe = True
    return function


@probe
def global_random_state(function, *args):
    """Call ``function(*args)``; return the states of the global generators before and after.

    Parameters
    ----------
    function : callable
        The learner's.
    *args : object
        Its arguments.

    Returns
    -------
    before : list of int
        Numbers that stand for the states of NumPy's and Python's generators.
    after : list of int
        The same after the call; others when the function has drawn from one.
    """
    import random

    import numpy as np

    def state():
        _kind, keys, position, has_gauss, gauss = np.random.get_state()  # noqa: NPY002
        return [int(keys.sum()), position, has_gauss, gauss, hash(random.getstate())]

    before = state()
    function(*args)
    return before, state()
