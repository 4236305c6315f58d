# Solutions of relu_interpolant, right and wrong, written without sight of the checks.

# %% right="changes of slope at the knots" replaces="relu_interpolant"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[:-1], values[0]


# %% right="loop with slopes remembered" replaces="relu_interpolant"
def relu_interpolant(knots, values):
    w, b, slope = [], [], 0.0
    for k in range(len(knots) - 1):
        new = (values[k + 1] - values[k]) / (knots[k + 1] - knots[k])
        w.append(new - slope)
        b.append(-knots[k])
        slope = new
    return np.array(w), np.array(b), float(values[0])


# %% right="linear system" replaces="relu_interpolant"
def relu_interpolant(knots, values):
    b = -np.asarray(knots, dtype=float)[:-1]
    c = float(values[0])
    A = np.maximum(np.asarray(knots)[1:, None] + b, 0)
    return np.linalg.solve(A, np.asarray(values)[1:] - c), b, c


# %% right="flat beyond the last knot" replaces="relu_interpolant"
def relu_interpolant(knots, values):
    slopes = np.hstack([0.0, np.diff(values) / np.diff(knots), 0.0])
    return np.diff(slopes), -1.0 * knots, values[0]


# %% right="first kink one step before the first knot" replaces="relu_interpolant"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    start = knots[0] - 1.0
    b = -np.append(start, knots[1:-1])
    w = np.append(slopes[0], slopes[1:] - slopes[:-1])
    return w, b, values[0] - slopes[0]


# %% right="two units per knot, order reversed" replaces="relu_interpolant"
def relu_interpolant(knots, values):
    units = []
    for left, right, low, high in zip(knots[:-1], knots[1:], values[:-1], values[1:]):
        slope = (high - low) / (right - left)
        units += [(slope, -left), (-slope, -right)]
    w, b = np.array(units[::-1]).T
    return w, b, values[0]


# %% wrong="b is the knot itself" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="kinks on the wrong side"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, knots[:-1].copy(), values[0]


# %% wrong="slopes for changes of slope" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="slopes for changes of slope"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    return slopes, -knots[:-1], values[0]


# %% wrong="first slope left out" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="first slope missing"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([[0.0], np.diff(slopes)])
    return w, -knots[:-1], values[0]


# %% wrong="starting value left out" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="c missing"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[:-1], 0.0


# %% wrong="mean for the starting value" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="another value for c"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[:-1], values.mean()


# %% wrong="last value for the first" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="another value for c"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[:-1], values[-1]


# %% wrong="spacing of 1" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="spacing ignored"
def relu_interpolant(knots, values):
    slopes = np.diff(values)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[:-1], values[0]


# %% wrong="first spacing for all" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="spacing ignored"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / (knots[1] - knots[0])
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[:-1], values[0]


# %% wrong="spacing of the whole range" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="spacing ignored"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / ((knots[-1] - knots[0]) / (len(knots) - 1))
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[:-1], values[0]


# %% wrong="gradient of NumPy for the slopes" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake=""
def relu_interpolant(knots, values):
    slopes = np.gradient(values, knots)[:-1]
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[:-1], values[0]


# %% wrong="kinks at the right ends" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="kinks at the wrong knots"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[1:], values[0]


# %% wrong="kinks between the knots" replaces="relu_interpolant" fails=["relu_interpolant-between"] mistake="not straight between the knots"
def relu_interpolant(knots, values):
    b = -np.concatenate([knots[:1], (knots[1:-1] + knots[:-2]) / 2])
    A = np.maximum(knots[1:, None] + b, 0)
    return np.linalg.solve(A, values[1:] - values[0]), b, values[0]


# %% wrong="evenly spaced kinks" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="not straight between the knots"
def relu_interpolant(knots, values):
    start = np.linspace(knots[0], knots[-1], len(knots))[:-1]
    A = np.column_stack([np.maximum(knots[:, None] - start, 0), np.ones(len(knots))])
    solution = np.linalg.lstsq(A, values, rcond=None)[0]
    return solution[:-1], -start, solution[-1]


# %% wrong="many random kinks through the knots" replaces="relu_interpolant" fails=["relu_interpolant-between"] mistake="not straight between the knots"
def relu_interpolant(knots, values):
    rng = np.random.default_rng(0)
    start = rng.uniform(knots[0], knots[-1], 5 * len(knots))
    start[0] = knots[0]
    A = np.column_stack([np.maximum(knots[:, None] - start, 0), np.ones(len(knots))])
    solution = np.linalg.lstsq(A, values, rcond=None)[0]
    return solution[:-1], -start, solution[-1]


# %% wrong="one kink too few" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="kinks left out"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w[:-1], -knots[:-2], values[0]


# %% wrong="ridge added to the system" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake=""
def relu_interpolant(knots, values):
    b = -knots[:-1]
    A = np.maximum(knots[1:, None] + b, 0)
    right = values[1:] - values[0]
    w = np.linalg.solve(A.T @ A + 1e-3 * np.eye(len(b)), A.T @ right)
    return w, b, values[0]


# %% wrong="least squares line" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake=""
def relu_interpolant(knots, values):
    slope, offset = np.polyfit(knots, values, 1)
    return np.array([slope]), -knots[:1], offset + slope * knots[0]


# %% wrong="spacing over values" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="not finite"
def relu_interpolant(knots, values):
    slopes = np.diff(knots) / np.diff(values)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[:-1], values[0]


# %% wrong="changes of slope with the opposite sign" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="sign flipped"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], slopes[:-1] - slopes[1:]])
    return w, -knots[:-1], values[0]


# %% wrong="second difference of the values" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake=""
def relu_interpolant(knots, values):
    step = np.diff(knots)
    w = np.diff(values, n=2, prepend=values[0]) / step
    return w, -knots[:-1], values[0]


# %% wrong="first knot taken for 0" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="kinks on the wrong side"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, knots[0] - knots[:-1], values[0]


# %% wrong="whole numbers only" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="kinks on the wrong side"
def relu_interpolant(knots, values):
    w = np.zeros_like(values, dtype=int)[:-1]
    slope = 0
    for k in range(len(w)):
        w[k] = (values[k + 1] - values[k]) / (knots[k + 1] - knots[k]) - slope
        slope += w[k]
    return w, -knots[:-1], values[0]


# %% wrong="kinks and changes out of step" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="out of step"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, np.sort(-knots[:-1]), values[0]


# %% wrong="five kinks whatever the knots" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake=""
def relu_interpolant(knots, values):
    w, b = np.zeros(5), np.zeros(5)
    slope = 0.0
    for k in range(min(5, len(knots) - 1)):
        new = (values[k + 1] - values[k]) / (knots[k + 1] - knots[k])
        w[k], b[k] = new - slope, -knots[k]
        slope = new
    return w, b, values[0]


# %% wrong="b before w" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="order of results"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return -knots[:-1], w, values[0]


# %% right="offset as an array" replaces="relu_interpolant"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w, -knots[:-1], values[:1]


# %% wrong="column of weights" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="axis kept"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return w[:, None], -knots[:-1], values[0]


# %% wrong="values shifted in place" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="inputs changed"
def relu_interpolant(knots, values):
    start = float(values[0])
    values -= start
    slopes = np.diff(values) / np.diff(knots)
    return np.diff(slopes, prepend=0.0), -knots[:-1], start


# %% wrong="knots negated in place" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="inputs changed"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    np.negative(knots, out=knots)
    return np.diff(slopes, prepend=0.0), knots[:-1], values[0]


# %% wrong="function instead of numbers" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake=""
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    return lambda x: np.maximum(np.subtract.outer(x, knots[:-1]), 0) @ w + values[0]


# %% wrong="no result" replaces="relu_interpolant" fails=["relu_interpolant-knots", "relu_interpolant-between"] mistake="nothing returned"
def relu_interpolant(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    w = np.concatenate([slopes[:1], np.diff(slopes)])
    b, c = -knots[:-1], values[0]
