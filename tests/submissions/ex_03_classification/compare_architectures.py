# Solutions of compare_architectures, right and wrong, written without sight of the checks.

# %% right="max by mean and minus parameters" replaces="compare_architectures"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        return np.mean([score(sizes, seed) for seed in seeds]), -count_params(sizes)

    return max(candidates, key=key)


# %% right="running best, own count" replaces="compare_architectures"
def compare_architectures(score, candidates, seeds):
    best, best_mean, best_count = None, -float("inf"), 0
    for sizes in candidates:
        mean = sum(score(sizes, s) for s in seeds) / len(seeds)
        count = sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))
        if mean > best_mean or (mean == best_mean and count < best_count):
            best, best_mean, best_count = sizes, mean, count
    return best


# %% right="table of scores, seeds outside" replaces="compare_architectures"
def compare_architectures(score, candidates, seeds):
    table = np.zeros((len(candidates), len(seeds)))
    for j, seed in enumerate(seeds):
        for i, sizes in enumerate(candidates):
            table[i, j] = score(sizes, seed)
    means = table.mean(axis=1)
    tied = np.flatnonzero(means == means.max())
    return candidates[min(tied, key=lambda i: count_params(candidates[i]))]


# %% right="sorted twice" replaces="compare_architectures"
from statistics import fmean


def compare_architectures(score, candidates, seeds):
    small_first = sorted(candidates, key=count_params)
    means = [fmean(score(sizes, seed) for seed in seeds) for sizes in small_first]
    return small_first[means.index(max(means))]


# %% right="sums for means, printed table" replaces="compare_architectures"
def compare_architectures(score, candidates, seeds):
    rows = []
    for k, sizes in enumerate(candidates):
        total = 0.0
        for seed in seeds:
            total += score(sizes, seed)
        rows.append((-total, count_params(sizes), k))
    for total, count, k in sorted(rows):
        print(candidates[k], -total / len(seeds), count)
    return candidates[min(rows)[2]]


# %% wrong="best single seed" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="best run for mean"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return max(values), -count_params(sizes)

    return max(candidates, key=key)


# %% wrong="worst seed" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="worst run for mean"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return min(values), -count_params(sizes)

    return max(candidates, key=key)


# %% wrong="median over seeds" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="median for mean"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return np.median(values), -count_params(sizes)

    return max(candidates, key=key)


# %% wrong="first seed alone" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="first seed only"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return values[0], -count_params(sizes)

    return max(candidates, key=key)


# %% wrong="last seed alone" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="last seed only"
def compare_architectures(score, candidates, seeds):
    for sizes in candidates:
        for seed in seeds:
            value = score(sizes, seed)
        if sizes is candidates[0] or (value, -count_params(sizes)) > best_key:
            best, best_key = sizes, (value, -count_params(sizes))
    return best


# %% wrong="seeds counted from 0" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="seeds left out"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        return np.mean([score(sizes, k) for k in range(len(seeds))]), -count_params(sizes)

    return max(candidates, key=key)


# %% wrong="smallest mean" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="smallest for largest"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        return np.mean([score(sizes, seed) for seed in seeds]), count_params(sizes)

    return min(candidates, key=key)


# %% wrong="ties to more parameters" replaces="compare_architectures" fails=["compare_architectures-ties"] mistake="another measure of size"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return np.mean(values), count_params(sizes)

    return max(candidates, key=key)


# %% wrong="ties to the first" replaces="compare_architectures" fails=["compare_architectures-ties"] mistake="first of a tie"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return np.mean(values)

    return max(candidates, key=key)


# %% wrong="ties to the last" replaces="compare_architectures" fails=["compare_architectures-ties"] mistake="last of a tie"
def compare_architectures(score, candidates, seeds):
    best, best_mean = None, -np.inf
    for sizes in candidates:
        mean = np.mean([score(sizes, seed) for seed in seeds])
        if mean >= best_mean:
            best, best_mean = sizes, mean
    return best


# %% wrong="ties to fewer layers" replaces="compare_architectures" fails=["compare_architectures-ties"] mistake="another measure of size"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return np.mean(values), -len(sizes)

    return max(candidates, key=key)


# %% wrong="ties to fewer units" replaces="compare_architectures" fails=["compare_architectures-ties"] mistake="another measure of size"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return np.mean(values), -sum(sizes)

    return max(candidates, key=key)


# %% wrong="ties to the smaller list" replaces="compare_architectures" fails=["compare_architectures-ties"] mistake="another measure of size"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return np.mean(values), [-s for s in sizes]

    return max(candidates, key=key)


# %% wrong="means rounded to two digits" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="rounded"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return round(float(np.mean(values)), 2), -count_params(sizes)

    return max(candidates, key=key)


# %% wrong="within one percent counts as a tie" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="rounded"
def compare_architectures(score, candidates, seeds):
    means = [np.mean([score(sizes, seed) for seed in seeds]) for sizes in candidates]
    close = [s for s, m in zip(candidates, means) if m >= max(means) - 0.01]
    return min(close, key=count_params)


# %% wrong="parameters before the score" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="smallest network whatever its score"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        return count_params(sizes), -np.mean([score(sizes, seed) for seed in seeds])

    return min(candidates, key=key)


# %% wrong="score per parameter" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="smallest for largest"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return np.mean(values) / count_params(sizes)

    return max(candidates, key=key)


# %% wrong="mean minus spread" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="worst run for mean"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return np.mean(values) - np.std(values), -count_params(sizes)

    return max(candidates, key=key)


# %% wrong="best starts at 0" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="nothing returned"
def compare_architectures(score, candidates, seeds):
    best, best_mean = None, 0.0
    for sizes in candidates:
        mean = np.mean([score(sizes, seed) for seed in seeds])
        if mean > best_mean or (
            mean == best_mean and best and count_params(sizes) < count_params(best)
        ):
            best, best_mean = sizes, mean
    return best


# %% wrong="mean of absolute scores" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake="absolute values"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        values = [score(sizes, seed) for seed in seeds]
        return np.mean(np.abs(values)), -count_params(sizes)

    return max(candidates, key=key)


# %% wrong="winner of most seeds" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="first of a tie"
def compare_architectures(score, candidates, seeds):
    wins = [0] * len(candidates)
    for seed in seeds:
        values = [score(sizes, seed) for sizes in candidates]
        wins[int(np.argmax(values))] += 1
    order = sorted(range(len(candidates)), key=lambda k: (-wins[k], count_params(candidates[k])))
    return candidates[order[0]]


# %% wrong="last candidate never tried" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="seeds left out"
def compare_architectures(score, candidates, seeds):
    best, best_key = None, None
    for k in range(len(candidates) - 1):
        values = [score(candidates[k], seed) for seed in seeds]
        key = (np.mean(values), -count_params(candidates[k]))
        if best_key is None or key > best_key:
            best, best_key = candidates[k], key
    return best


# %% wrong="total kept from candidate to candidate" replaces="compare_architectures" fails=["compare_architectures-mean"] mistake=""
def compare_architectures(score, candidates, seeds):
    rows, values = [], []
    for sizes in candidates:
        values += [score(sizes, seed) for seed in seeds]
        rows.append((np.mean(values), -count_params(sizes)))
    return candidates[rows.index(max(rows))]


# %% wrong="position of the best" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="place for the candidate"
def compare_architectures(score, candidates, seeds):
    rows = [(np.mean([score(c, s) for s in seeds]), -count_params(c)) for c in candidates]
    return rows.index(max(rows))


# %% wrong="best mean" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="place for the candidate"
def compare_architectures(score, candidates, seeds):
    return max(np.mean([score(c, s) for s in seeds]) for c in candidates)


# %% wrong="sizes with their mean" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake=""
def compare_architectures(score, candidates, seeds):
    def mean(sizes):
        return np.mean([score(sizes, seed) for seed in seeds])

    best = max(candidates, key=lambda sizes: (mean(sizes), -count_params(sizes)))
    return best, mean(best)


# %% wrong="seed before sizes" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="arguments swapped"
def compare_architectures(score, candidates, seeds):
    def key(sizes):
        return np.mean([score(seed, sizes) for seed in seeds]), -count_params(sizes)

    return max(candidates, key=key)


# %% wrong="all seeds in one call" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="seeds left out"
def compare_architectures(score, candidates, seeds):
    return max(candidates, key=lambda sizes: (np.mean(score(sizes, seeds)), -count_params(sizes)))


# %% wrong="candidates sorted in place" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="inputs changed"
def compare_architectures(score, candidates, seeds):
    candidates.sort(key=count_params)
    return max(candidates, key=lambda sizes: np.mean([score(sizes, seed) for seed in seeds]))


# %% wrong="winner printed" replaces="compare_architectures" fails=["compare_architectures-mean", "compare_architectures-ties"] mistake="nothing returned"
def compare_architectures(score, candidates, seeds):
    means = [np.mean([score(sizes, seed) for seed in seeds]) for sizes in candidates]
    print(candidates[int(np.argmax(means))])
