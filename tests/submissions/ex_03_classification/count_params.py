# Solutions of count_params, right and wrong, written without sight of the checks.

# %% right="sum over neighbours" replaces="count_params"
def count_params(sizes):
    return sum(n * m + m for n, m in zip(sizes[:-1], sizes[1:]))


# %% right="inner products" replaces="count_params"
def count_params(sizes):
    s = np.asarray(sizes)
    return int((s[:-1] + 1) @ s[1:])


# %% right="counted on a real net" replaces="count_params"
def count_params(sizes):
    params = he_params(sizes, np.random.default_rng(0))
    return sum(W.size + b.size for W, b in params)


# %% right="recursion" replaces="count_params"
def count_params(sizes):
    if len(sizes) < 2:
        return 0
    first, second = sizes[0], sizes[1]
    return (first + 1) * second + count_params(sizes[1:])


# %% right="index loop, weights and biases apart" replaces="count_params"
def count_params(sizes):
    weights, biases = 0, 0
    for k in range(1, len(sizes)):
        weights += sizes[k - 1] * sizes[k]
        biases += sizes[k]
    print(weights, "weights,", biases, "biases")
    return weights + biases


# %% wrong="weights alone" replaces="count_params" fails=["count_params-value"] mistake="biases not counted"
def count_params(sizes):
    return sum(n * m for n, m in zip(sizes[:-1], sizes[1:]))


# %% wrong="a bias per input as well" replaces="count_params" fails=["count_params-value"] mistake="biases of the inputs"
def count_params(sizes):
    return sum(n * m for n, m in zip(sizes[:-1], sizes[1:])) + sum(sizes)


# %% wrong="one bias per layer" replaces="count_params" fails=["count_params-value"] mistake="one bias per layer"
def count_params(sizes):
    return sum(n * m + 1 for n, m in zip(sizes[:-1], sizes[1:]))


# %% wrong="biases of fan_in entries" replaces="count_params" fails=["count_params-value"] mistake="biases of the inputs"
def count_params(sizes):
    return sum(n * m + n for n, m in zip(sizes[:-1], sizes[1:]))


# %% wrong="no bias on the output" replaces="count_params" fails=["count_params-value"] mistake="biases not counted"
def count_params(sizes):
    return sum(n * m for n, m in zip(sizes[:-1], sizes[1:])) + sum(sizes[1:-1])


# %% wrong="last layer left out" replaces="count_params" fails=["count_params-value"] mistake="layers left out"
def count_params(sizes):
    total = 0
    for k in range(len(sizes) - 2):
        total += (sizes[k] + 1) * sizes[k + 1]
    return total


# %% wrong="two layers of weights" replaces="count_params" fails=["count_params-value"] carries=["compare_architectures-*"] mistake="layers left out"
def count_params(sizes):
    D, H, C = sizes[0], sizes[1], sizes[-1]
    return (D + 1) * H + (H + 1) * C


# %% wrong="widest layer for all hidden ones" replaces="count_params" fails=["count_params-value"] mistake="one width for all"
def count_params(sizes):
    D, C = sizes[0], sizes[-1]
    H, depth = max(sizes[1:-1], default=0), len(sizes) - 2
    if depth == 0:
        return (D + 1) * C
    return (D + 1) * H + (depth - 1) * (H + 1) * H + (H + 1) * C


# %% wrong="number of units" replaces="count_params" fails=["count_params-value"] carries=["compare_architectures-*"] mistake="units counted"
def count_params(sizes):
    return sum(sizes)


# %% wrong="number of arrays" replaces="count_params" fails=["count_params-value"] carries=["compare_architectures-*"] mistake="arrays counted"
def count_params(sizes):
    return 2 * (len(sizes) - 1)


# %% wrong="product of all sizes" replaces="count_params" fails=["count_params-value"] carries=["compare_architectures-*"] mistake="product of all sizes"
def count_params(sizes):
    return int(np.prod(sizes)) + sum(sizes[1:])


# %% wrong="bias added on both sides" replaces="count_params" fails=["count_params-value"] mistake="biases of the inputs"
def count_params(sizes):
    return sum((n + 1) * (m + 1) for n, m in zip(sizes[:-1], sizes[1:]))


# %% wrong="16-bit counts" replaces="count_params" fails=["count_params-value"] mistake="counts overflow"
def count_params(sizes):
    s = np.array(sizes, dtype=np.int16)
    return int(np.sum(s[:-1] * s[1:] + s[1:], dtype=np.int16))


# %% wrong="sizes used up" replaces="count_params" fails=["count_params-value"] carries=["compare_architectures-*"] mistake="inputs changed"
def count_params(sizes):
    total = 0
    n = sizes.pop(0)
    while sizes:
        m = sizes.pop(0)
        total += (n + 1) * m
        n = m
    return total


# %% wrong="one count per layer" replaces="count_params" fails=["count_params-value"] carries=["compare_architectures-*"] mistake="not summed"
def count_params(sizes):
    return [(n + 1) * m for n, m in zip(sizes[:-1], sizes[1:])]


# %% wrong="weights and biases apart" replaces="count_params" fails=["count_params-value"] carries=["compare_architectures-*"] mistake="not summed"
def count_params(sizes):
    weights = sum(n * m for n, m in zip(sizes[:-1], sizes[1:]))
    return weights, sum(sizes[1:])


# %% wrong="last layer in place of the sum" replaces="count_params" fails=["count_params-value"] carries=["compare_architectures-*"] mistake="layers left out"
def count_params(sizes):
    for n, m in zip(sizes[:-1], sizes[1:]):
        total = (n + 1) * m
    return total


# %% wrong="no result" replaces="count_params" fails=["count_params-value"] carries=["compare_architectures-*"] mistake="nothing returned"
def count_params(sizes):
    total = 0
    for n, m in zip(sizes[:-1], sizes[1:]):
        total += (n + 1) * m
