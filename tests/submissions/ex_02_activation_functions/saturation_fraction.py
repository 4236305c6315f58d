# Solutions of saturation_fraction, right and wrong, written without sight of the checks.

# %% right="masks and a mean" replaces="saturation_fraction"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.mean())


# %% right="loop over entries with a chained comparison" replaces="saturation_fraction"
def saturation_fraction(A, kind):
    low = {"tanh": -0.97, "sigmoid": 0.03}[kind]
    hits = sum(not low <= a <= 0.97 for a in np.ravel(A))
    return hits / np.size(A)


# %% right="complement of the middle" replaces="saturation_fraction"
def saturation_fraction(A, kind):
    low = -0.97 if kind == "tanh" else 0.03
    middle = np.logical_and(A >= low, A <= 0.97)
    return 1 - np.count_nonzero(middle) / middle.size


# %% right="two counts added" replaces="saturation_fraction"
def saturation_fraction(A, kind):
    bounds = {"tanh": (-0.97, 0.97), "sigmoid": (0.03, 0.97)}
    low, high = bounds[kind]
    return np.mean(A < low) + np.mean(A > high)


# %% right="sorted and searched" replaces="saturation_fraction"
def saturation_fraction(A, kind):
    s = np.sort(A, axis=None)
    low = -0.97 if kind == "tanh" else 0.03
    below = np.searchsorted(s, low, side="left")
    above = s.size - np.searchsorted(s, 0.97, side="right")
    return float((below + above) / s.size)


# %% wrong="tanh without the absolute value" replaces="saturation_fraction" fails=["saturation_fraction-tanh"] mistake="one side only"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = A > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.mean())


# %% wrong="sigmoid counts only the upper end" replaces="saturation_fraction" fails=["saturation_fraction-sigmoid"] mistake="one side only"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = A > 0.97
    return float(flat.mean())


# %% wrong="sigmoid counts only the lower end" replaces="saturation_fraction" fails=["saturation_fraction-sigmoid"] mistake="one side only"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = A < 0.03
    return float(flat.mean())


# %% wrong="tanh rule for both kinds" replaces="saturation_fraction" fails=["saturation_fraction-sigmoid"] mistake="one side only"
def saturation_fraction(A, kind):
    return float(np.mean(np.abs(A) > 0.97))


# %% wrong="sigmoid rule for both kinds" replaces="saturation_fraction" fails=["saturation_fraction-tanh"] mistake="kind ignored"
def saturation_fraction(A, kind):
    return float(np.mean((A < 0.03) | (A > 0.97)))


# %% wrong="kinds exchanged" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="kind ignored"
def saturation_fraction(A, kind):
    if kind == "sigmoid":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.mean())


# %% wrong="below .03 and above .97 at once" replaces="saturation_fraction" fails=["saturation_fraction-sigmoid"] mistake="nothing counted"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) & (A > 0.97)
    return float(flat.mean())


# %% wrong="tanh: small entries counted" replaces="saturation_fraction" fails=["saturation_fraction-tanh"] mistake=""
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) < 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.mean())


# %% wrong="share that is not saturated" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="the rest"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(1 - flat.mean())


# %% wrong="share of units with all samples saturated" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="units instead of entries"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(np.atleast_2d(flat).all(axis=0).mean())


# %% wrong="share of units with any sample saturated" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="units instead of entries"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(np.atleast_2d(flat).any(axis=0).mean())


# %% wrong="count of entries" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="not a share"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return int(flat.sum())


# %% wrong="count over the number of rows" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="not a share"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.sum() / len(A))


# %% wrong="per cent" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="not a share"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(100 * flat.mean())


# %% wrong="share per unit" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="not one number"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return flat.mean(axis=0)


# %% wrong="mean activation of each unit judged" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="nothing counted"
def saturation_fraction(A, kind):
    A = A.mean(axis=0)
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.mean())


# %% wrong="tanh applied once more" replaces="saturation_fraction" fails=["saturation_fraction-tanh"] mistake="nothing counted"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(np.tanh(A)) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.mean())


# %% wrong="sigmoid applied once more" replaces="saturation_fraction" fails=["saturation_fraction-sigmoid"] mistake="nothing counted"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        A = 1 / (1 + np.exp(-A))
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.mean())


# %% wrong="thresholds at .95 and .05" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="another limit"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.95
    else:
        flat = (A < 0.05) | (A > 0.95)
    return float(flat.mean())


# %% wrong="thresholds at .99 and .01" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="another limit"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.99
    else:
        flat = (A < 0.01) | (A > 0.99)
    return float(flat.mean())


# %% wrong="lower end of the sigmoid at .07" replaces="saturation_fraction" fails=["saturation_fraction-sigmoid"] mistake="another limit"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.07) | (A > 0.97)
    return float(flat.mean())


# %% wrong="bounds counted as saturated" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="another limit"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) >= 0.97
    else:
        flat = (A <= 0.03) | (A >= 0.97)
    return float(flat.mean())


# %% wrong="equal to plus or minus 1 after rounding" replaces="saturation_fraction" fails=["saturation_fraction-tanh"] mistake="another limit"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(np.round(A)) == 1
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.mean())


# %% wrong="signs removed in place" replaces="saturation_fraction" fails=["saturation_fraction-tanh"] mistake="inputs changed"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A, out=A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.mean())


# %% wrong="entries marked in A itself" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="inputs changed"
def saturation_fraction(A, kind):
    low = -0.97 if kind == "tanh" else 0.03
    marked = (A < low) | (A > 0.97)
    A[marked] = 1
    A[~marked] = 0
    return float(A.mean())


# %% wrong="or between arrays" replaces="saturation_fraction" fails=["saturation_fraction-sigmoid"] mistake=""
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) or (A > 0.97)
    return float(flat.mean())


# %% wrong="whole division" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="nothing counted"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat.sum() // flat.size)


# %% wrong="first row only" replaces="saturation_fraction" fails=["saturation_fraction-tanh", "saturation_fraction-sigmoid"] mistake="one sample only"
def saturation_fraction(A, kind):
    if kind == "tanh":
        flat = np.abs(A) > 0.97
    else:
        flat = (A < 0.03) | (A > 0.97)
    return float(flat[0].mean())


# %% wrong="sigmoid case returns nothing" replaces="saturation_fraction" fails=["saturation_fraction-sigmoid"] mistake="nothing returned"
def saturation_fraction(A, kind):
    if kind == "tanh":
        return float(np.mean(np.abs(A) > 0.97))
    elif kind == "sigmoid":
        np.mean((A < 0.03) | (A > 0.97))
