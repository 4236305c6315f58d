# Solutions of dead_fraction, right and wrong, written without sight of the checks.

# %% right="all zero along the samples" replaces="dead_fraction"
def dead_fraction(H):
    return float((H == 0).all(axis=0).mean())


# %% right="largest output of each unit" replaces="dead_fraction"
def dead_fraction(H):
    return np.mean(H.max(axis=0) <= 0)


# %% right="columns in a loop, generator" replaces="dead_fraction"
def dead_fraction(H):
    N, U = H.shape
    dead = sum(1 for u in range(U) if not any(H[n, u] != 0 for n in range(N)))
    return dead / U


# %% right="alive units in a set" replaces="dead_fraction"
def dead_fraction(H):
    alive = set(np.nonzero(H)[1].tolist())
    return 1 - len(alive) / np.shape(H)[1]


# %% right="sums of the columns" replaces="dead_fraction"
def dead_fraction(H):
    return float(np.count_nonzero(np.einsum("nu->u", H) == 0) / H.shape[1])


# %% right="count of zeros equals the samples" replaces="dead_fraction"
def dead_fraction(H):
    zeros = np.array([list(column).count(0) for column in H.T])
    return float(np.mean(zeros == len(H)))


# %% wrong="share of zero entries" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="dead means zero entries"
def dead_fraction(H):
    return float((H == 0).mean())


# %% wrong="any for all" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="any for all"
def dead_fraction(H):
    return float((H == 0).any(axis=0).mean())


# %% wrong="smallest output of each unit is 0" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="any for all"
def dead_fraction(H):
    return float(np.mean(H.min(axis=0) == 0))


# %% wrong="product of each column is 0" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="any for all"
def dead_fraction(H):
    return float(np.mean(np.prod(H, axis=0) == 0))


# %% wrong="samples with no active unit" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="samples instead of units"
def dead_fraction(H):
    return float((H == 0).all(axis=1).mean())


# %% wrong="dead units over samples" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="not a share"
def dead_fraction(H):
    return float((H == 0).all(axis=0).sum() / len(H))


# %% wrong="count of dead units" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="not a share"
def dead_fraction(H):
    return int((H == 0).all(axis=0).sum())


# %% wrong="share of live units" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="the rest"
def dead_fraction(H):
    return float((H != 0).any(axis=0).mean())


# %% wrong="per cent" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="not a share"
def dead_fraction(H):
    return 100 * float((H == 0).all(axis=0).mean())


# %% wrong="zero for at least half of the samples" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="zero on average"
def dead_fraction(H):
    return float(np.mean(np.median(H, axis=0) == 0))


# %% wrong="zero for more than 90 % of the samples" replaces="dead_fraction" fails=["dead_fraction-units"] mistake="zero on average"
def dead_fraction(H):
    return float(np.mean((H == 0).mean(axis=0) > 0.9))


# %% wrong="never above .01" replaces="dead_fraction" fails=["dead_fraction-edges"] mistake="small counts as zero"
def dead_fraction(H):
    return float(np.mean(H.max(axis=0) < 0.01))


# %% wrong="mean rounded to a whole number" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="small counts as zero"
def dead_fraction(H):
    return float(np.mean(H.mean(axis=0).astype(int) == 0))


# %% wrong="does not vary over the samples" replaces="dead_fraction" fails=["dead_fraction-edges"] mistake="constant means dead"
def dead_fraction(H):
    return float(np.mean(H.std(axis=0) == 0))


# %% wrong="first sample only" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="zero on average"
def dead_fraction(H):
    return float(np.mean(H[0] == 0))


# %% wrong="mean of the per-unit shares" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="dead means zero entries"
def dead_fraction(H):
    share = [np.mean(H[:, u] == 0) for u in range(H.shape[1])]
    return float(np.mean(share))


# %% wrong="negative outputs counted" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="nothing counted"
def dead_fraction(H):
    return float(np.mean((H < 0).all(axis=0)))


# %% wrong="1 only when everything is 0" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="nothing counted"
def dead_fraction(H):
    return float((H == 0).all())


# %% wrong="mask of dead units" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="not one number"
def dead_fraction(H):
    return (H == 0).all(axis=0).astype(float)


# %% wrong="loop over len(H) columns" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake=""
def dead_fraction(H):
    dead = 0
    for u in range(len(H)):
        dead += bool(np.all(H[:, u] == 0))
    return dead / H.shape[1]


# %% wrong="whole division" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="nothing counted"
def dead_fraction(H):
    return (H == 0).all(axis=0).sum() // H.shape[1]


# %% wrong="live entries marked in H" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="inputs changed"
def dead_fraction(H):
    H[H > 0] = 1
    return float(np.mean(H.sum(axis=0) == 0))


# %% wrong="sorted in place" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="inputs changed"
def dead_fraction(H):
    H.sort(axis=0)
    return float(np.mean(H[-1] == 0))


# %% wrong="sum of a column against the samples" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="nothing counted"
def dead_fraction(H):
    dead = (H == 0).sum(axis=0) == H.shape[1]
    return float(dead.mean())


# %% wrong="return forgotten" replaces="dead_fraction" fails=["dead_fraction-units", "dead_fraction-edges"] mistake="nothing returned"
def dead_fraction(H):
    share = (H == 0).all(axis=0).mean()
    print(share)
