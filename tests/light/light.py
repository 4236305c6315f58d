# %% [markdown]
# # A light assignment
#
# Three small tasks: what the tests of grading use where a whole exercise would only be slow.

# %% locked="imports"
import matplotlib.pyplot as plt
import numpy as np

from mlplab import Check, probe

# %% [markdown]
# ## 1 · Double


# %% solve="double"
def double(x):
    """Twice every entry of an array."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% check="double-value" points=20
with Check("double(x) -> y", double) as c:
    c.about("value")
    c.close("y", c.call(np.array([1.0, -2.5])), [2, -5])
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("large numbers")
    marker_one = np.array([7243917.25, 31415.5])
    h.close("y", h.call(marker_one), [14487834.5, 62831.0])
### END HIDDEN TESTS

# %% check="double-shape" points=10
with Check("double(x) -> y", double) as c:
    c.about("shape")
    c.array("y", c.call(np.ones((3, 2))), (3, 2))

# %% tags=["demo"]
plt.plot(np.arange(50), np.sin(np.arange(50)))
plt.show()

# %% [markdown]
# ## 2 · Means


# %% solve="row_means"
def row_means(X):
    """Mean of each row of an (N, D) array, shape (N,)."""
    ### BEGIN SOLUTION
    return X.mean(axis=1)
    ### END SOLUTION


# %% check="row_means-value" points=30
with Check("row_means(X) -> m", row_means) as c:
    c.about("value")
    c.close("m", c.call(np.array([[1.0, 3], [5, 9]])), [2, 7])
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("fresh numbers")
    X = h.rng.normal(size=(7, 3))
    h.close("m", h.call(X), X.sum(axis=1) / 3)
    h.close("m", h.call(np.array([[90210.5, 8675309.5]])), [4382760.0])
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · Repeat


# %% locked="repeat-probe"
@probe
def called(function, f, n):
    """Let `function` call `f` beside the learner's code; counting is the check's."""
    function(f, n)


# %% solve="repeat"
def repeat(f, n):
    """Call `f` without arguments `n` times."""
    ### BEGIN SOLUTION
    for _ in range(n):
        f()
    ### END SOLUTION


# %% check="repeat-calls" points=40
with Check("repeat(f, n)", repeat) as c:
    c.about("how often")
    calls = []
    c.probe(called, lambda: calls.append(1), 3)
    c.that(len(calls) == 3, "f should be called n times.")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("other numbers")
    secret_count = 271
    counts = []
    h.probe(called, lambda: counts.append(1), secret_count)
    h.that(len(counts) == secret_count, "f should be called n times.")
    h.probe(called, lambda: counts.append(1), 0)
    h.that(len(counts) == secret_count, "f should be called n times.")
### END HIDDEN TESTS
