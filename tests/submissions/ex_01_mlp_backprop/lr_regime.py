# Solutions of lr_regime, right and wrong, written without sight of the checks.

# %% right="numpy throughout" replaces="lr_regime"
def lr_regime(losses, chance):
    v = np.array(losses, dtype=float)
    if not np.isfinite(v).all() or v[-1] > v[0]:
        return "failed"
    if np.abs(v[-1] - chance) <= 0.01 * chance:
        return "failed"
    if np.mean(np.diff(v) > 0) > 0.25:
        return "oscillating"
    return "slow" if v[-1] > 0.5 * v[0] else "good"


# %% right="list of rules, first that holds" replaces="lr_regime"
import math


def lr_regime(losses, chance):
    first, last = losses[0], losses[-1]
    ups = sum(b > a for a, b in zip(losses, losses[1:]))
    rules = [
        (not all(math.isfinite(v) for v in losses) or last > first, "failed"),
        (abs(last - chance) <= 0.01 * chance, "failed"),
        (4 * ups > len(losses) - 1, "oscillating"),
        (2 * last > first, "slow"),
        (True, "good"),
    ]
    return next(name for holds, name in rules if holds)


# %% right="nested else, index loop" replaces="lr_regime"
def lr_regime(losses, chance):
    rises = 0
    answer = ""
    for k in range(len(losses)):
        if losses[k] != losses[k] or losses[k] in (float("inf"), float("-inf")):
            answer = "failed"
        elif k > 0 and losses[k - 1] < losses[k]:
            rises += 1
    if not answer:
        if losses[-1] <= losses[0] and abs(losses[-1] - chance) > 0.01 * chance:
            if rises / (len(losses) - 1) > 1 / 4:
                answer = "oscillating"
            elif losses[-1] > losses[0] / 2:
                answer = "slow"
            else:
                answer = "good"
        else:
            answer = "failed"
    return answer


# %% wrong="only NaN counts as not finite" replaces="lr_regime" fails=["lr_regime-silent"] mistake="nan passes"
def lr_regime(losses, chance):
    if np.isnan(losses).any() or losses[-1] > losses[0]:
        return "failed"
    if abs(losses[-1] - chance) <= 0.01 * chance:
        return "failed"
    if np.mean(np.array(losses[1:]) > np.array(losses[:-1])) > 0.25:
        return "oscillating"
    return "slow" if losses[-1] > 0.5 * losses[0] else "good"


# %% wrong="only the last loss finite" replaces="lr_regime" fails=["lr_regime-silent"] mistake="nan passes"
def lr_regime(losses, chance):
    if not np.isfinite(losses[-1]) or losses[-1] > losses[0]:
        return "failed"
    if abs(losses[-1] - chance) <= 0.01 * chance:
        return "failed"
    if np.mean(np.array(losses[1:]) > np.array(losses[:-1])) > 0.25:
        return "oscillating"
    return "slow" if losses[-1] > 0.5 * losses[0] else "good"


# %% wrong="NaN slips through" replaces="lr_regime" fails=["lr_regime-silent"] mistake="nan passes"
def lr_regime(losses, chance):
    if max(losses) == float("inf") or losses[-1] > losses[0]:
        return "failed"
    if abs(losses[-1] - chance) <= 0.01 * chance:
        return "failed"
    if np.mean(np.array(losses[1:]) > np.array(losses[:-1])) > 0.25:
        return "oscillating"
    return "slow" if losses[-1] > 0.5 * losses[0] else "good"


# %% wrong="frozen at chance is slow" replaces="lr_regime" fails=["lr_regime-silent"] mistake="frozen passes"
def lr_regime(losses, chance):
    if not np.isfinite(losses).all() or losses[-1] > losses[0]:
        return "failed"
    if np.mean(np.array(losses[1:]) > np.array(losses[:-1])) > 0.25:
        return "oscillating"
    return "slow" if losses[-1] > 0.5 * losses[0] else "good"


# %% wrong="anything above 99 % of chance" replaces="lr_regime" fails=["lr_regime-one-of-each", "lr_regime-silent"] mistake="threshold"
def lr_regime(losses, chance):
    if not np.isfinite(losses).all() or losses[-1] > losses[0]:
        return "failed"
    if losses[-1] >= 0.99 * chance:
        return "failed"
    if np.mean(np.array(losses[1:]) > np.array(losses[:-1])) > 0.25:
        return "oscillating"
    return "slow" if losses[-1] > 0.5 * losses[0] else "good"


# %% wrong="chance of ten classes" replaces="lr_regime" fails=["lr_regime-silent"] mistake="frozen passes"
def lr_regime(losses, chance):
    chance = np.log(10)
    if not np.isfinite(losses).all() or losses[-1] > losses[0]:
        return "failed"
    if abs(losses[-1] - chance) <= 0.01 * chance:
        return "failed"
    if np.mean(np.array(losses[1:]) > np.array(losses[:-1])) > 0.25:
        return "oscillating"
    return "slow" if losses[-1] > 0.5 * losses[0] else "good"


# %% wrong="oscillating before frozen" replaces="lr_regime" fails=["lr_regime-silent"] mistake="rule order"
def lr_regime(losses, chance):
    if not np.isfinite(losses).all() or losses[-1] > losses[0]:
        return "failed"
    if np.mean(np.array(losses[1:]) > np.array(losses[:-1])) > 0.25:
        return "oscillating"
    if abs(losses[-1] - chance) <= 0.01 * chance:
        return "failed"
    return "slow" if losses[-1] > 0.5 * losses[0] else "good"


# %% wrong="slow before oscillating" replaces="lr_regime" fails=["lr_regime-one-of-each"] mistake="rule order"
def lr_regime(losses, chance):
    if not np.isfinite(losses).all() or losses[-1] > losses[0]:
        return "failed"
    if abs(losses[-1] - chance) <= 0.01 * chance:
        return "failed"
    if losses[-1] > 0.5 * losses[0]:
        return "slow"
    if np.mean(np.array(losses[1:]) > np.array(losses[:-1])) > 0.25:
        return "oscillating"
    return "good"


# %% wrong="a single rise is enough" replaces="lr_regime" fails=["lr_regime-one-of-each", "lr_regime-silent"] mistake="threshold"
def lr_regime(losses, chance):
    if not np.isfinite(losses).all() or losses[-1] > losses[0]:
        return "failed"
    if abs(losses[-1] - chance) <= 0.01 * chance:
        return "failed"
    if any(b > a for a, b in zip(losses, losses[1:])):
        return "oscillating"
    return "slow" if losses[-1] > 0.5 * losses[0] else "good"


# %% wrong="slow against chance" replaces="lr_regime" fails=["lr_regime-silent"] mistake="threshold"
def lr_regime(losses, chance):
    if not np.isfinite(losses).all() or losses[-1] > losses[0]:
        return "failed"
    if abs(losses[-1] - chance) <= 0.01 * chance:
        return "failed"
    if np.mean(np.array(losses[1:]) > np.array(losses[:-1])) > 0.25:
        return "oscillating"
    return "slow" if losses[-1] > 0.5 * chance else "good"


# %% wrong="a loss that came back to its start counts as grown" replaces="lr_regime" fails=["lr_regime-silent"] mistake="threshold"
def lr_regime(losses, chance):
    v = np.array(losses, dtype=float)
    if not np.isfinite(v).all() or v[-1] >= v[0]:
        return "failed"
    if abs(v[-1] - chance) <= 0.01 * chance:
        return "failed"
    if np.mean(np.diff(v) > 0) > 0.25:
        return "oscillating"
    return "slow" if v[-1] > 0.5 * v[0] else "good"


# %% wrong="two per cent for one" replaces="lr_regime" fails=["lr_regime-silent"] mistake="threshold"
def lr_regime(losses, chance):
    v = np.array(losses, dtype=float)
    if not np.isfinite(v).all() or v[-1] > v[0]:
        return "failed"
    if abs(v[-1] - chance) <= 0.02 * chance:
        return "failed"
    if np.mean(np.diff(v) > 0) > 0.25:
        return "oscillating"
    return "slow" if v[-1] > 0.5 * v[0] else "good"
