# Solutions of forward_stats, right and wrong, written without sight of the checks.

# %% right="one loop over the layers" replaces="forward_stats"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% right="uniform weights, sample standard deviation" replaces="forward_stats"
def forward_stats(act, init, depth, width, rng):
    variance = {"normal": 0.01**2, "xavier": 1 / width, "he": 2 / width}[init]
    s = np.sqrt(3 * variance)
    A = rng.normal(size=(512, width))
    out = np.zeros(depth)
    for k in range(depth):
        A = ACTS[act][0](A @ rng.uniform(-s, s, (width, width)) + np.zeros(width))
        out[k] = np.std(A, ddof=1)
    return out


# %% right="all weights first, inputs last, a list returned" replaces="forward_stats"
def forward_stats(act, init, depth, width, rng):
    std = (
        0.01 if init == "normal" else (1 / width) ** 0.5 if init == "xavier" else (2 / width) ** 0.5
    )
    weights = [rng.normal(0.0, std, (width, width)) for _ in range(depth)][::-1]
    A = rng.normal(0.0, 1.0, (512, width))
    stds = []
    for W in weights:
        A = ACTS[act][0](np.einsum("nd,dh->nh", A, W))
        stds.append(float(np.sqrt(np.mean((A - np.mean(A)) ** 2))))
    return stds


# %% right="samples as columns, one block of draws" replaces="forward_stats"
def forward_stats(act, init, depth, width, rng):
    draws = rng.standard_normal((depth, width, width))
    draws *= dict(normal=0.01, xavier=width**-0.5, he=(2 / width) ** 0.5)[init]
    A = rng.standard_normal((width, 512))
    stats = np.empty(depth)
    for k, W in enumerate(draws):
        A = np.asarray(ACTS[act][0](W.T @ A))
        stats[k] = np.sqrt(max(np.mean(A**2) - np.mean(A) ** 2, 0))
    return stats


# %% right="one child generator per layer, recursion" replaces="forward_stats"
def layer_stds(A, f, std, rngs):
    if not rngs:
        return []
    width = A.shape[1]
    A = f(A @ rngs[0].normal(scale=std, size=(width, width)))
    return [A.std(), *layer_stds(A, f, std, rngs[1:])]


def forward_stats(act, init, depth, width, rng):
    first, *rest = rng.spawn(depth + 1)
    fan_in = fan_out = width
    std = {
        "normal": lambda: 0.01,
        "xavier": lambda: np.sqrt(2 / (fan_in + fan_out)),
        "he": lambda: np.sqrt(2 / fan_in),
    }[init]()
    return np.array(layer_stds(first.standard_normal((512, width)), ACTS[act][0], std, rest))


# %% right="float32 network, moments in float64" replaces="forward_stats"
def forward_stats(act, init, depth, width, rng):
    scale = {"normal": 1e-2, "xavier": width**-0.5, "he": (width / 2) ** -0.5}[init]
    A = rng.standard_normal((512, width), dtype=np.float32)
    out = []
    for _ in range(depth):
        W = np.float32(scale) * rng.standard_normal((width, width), dtype=np.float32)
        A = np.asarray(ACTS[act][0](A @ W), dtype=np.float32)
        out.append(A.astype(float).std())
    return np.fromiter(out, dtype=float, count=depth)


# %% wrong="variance" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="variance reported"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.var())
    return np.array(stats)


# %% wrong="root mean square" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="mean not subtracted"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(np.sqrt(np.mean(A**2)))
    return np.array(stats)


# %% wrong="mean of A" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="mean for spread"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.mean())
    return np.array(stats)


# %% wrong="std of Z" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="before the activation"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(Z.std())
    return np.array(stats)


# %% wrong="no activation" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="activation missing"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = Z
        stats.append(A.std())
    return np.array(stats)


# %% wrong="activation measured but not passed on" replaces="forward_stats" fails=["forward_stats-depth"] mistake="activation missing"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        stats.append(f(Z).std())
        A = Z
    return np.array(stats)


# %% wrong="derivative for activation" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="slopes passed on"
def forward_stats(act, init, depth, width, rng):
    _, f = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="ReLU whatever is asked" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="act ignored"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS["relu"]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="He whatever is asked" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="another scheme"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}["he"]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="Xavier with the variance of He" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="another scheme"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="square root missing in He and Xavier" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="variance for standard deviation"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": 2 / (width + width), "he": 2 / width}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="normal with variance .01" replaces="forward_stats" fails=["forward_stats-one-layer"] mistake="standard deviation for variance"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.1, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="normal with standard deviation .0001" replaces="forward_stats" fails=["forward_stats-one-layer"] mistake="variance for standard deviation"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01**2, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[
        init
    ]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="He with 1 over fan_in" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="another scheme"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(1 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="Xavier with 1 over the sum" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="half the variance"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="uniform between plus and minus std" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="a third of the variance"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = rng.uniform(-std, std, (width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="uniform between 0 and std" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="a third of the variance"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = rng.uniform(0, std, (width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="fan_in read off the samples" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="samples for fan_in"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (512 + width)), "he": np.sqrt(2 / 512)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="one weight matrix for all layers" replaces="forward_stats" fails=["forward_stats-randomness"] mistake="same draw"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    W = std * rng.standard_normal((width, width))
    stats = []
    for _ in range(depth):
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="own generator with a fixed seed" replaces="forward_stats" fails=["forward_stats-randomness"] mistake="re-seeded"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    rng = np.random.default_rng(0)
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="weights re-seeded in every layer" replaces="forward_stats" fails=["forward_stats-randomness"] mistake="same draw"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * np.random.default_rng(0).standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="global generator" replaces="forward_stats" fails=["forward_stats-randomness"] mistake="global state"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * np.random.randn(width, width)
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="fresh generator without a seed" replaces="forward_stats" fails=["forward_stats-randomness"] mistake="not reproducible"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    rng = np.random.default_rng()
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="inputs uniform between 0 and 1" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="a third of the variance"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.random((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="inputs with the spread of the weights" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake=""
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = std * rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="random biases" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="biases not zero"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W + rng.standard_normal(width)
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="input counted as a layer" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth", "forward_stats-randomness"] mistake="one layer too many"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = [A.std()]
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="std of each layer's input" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="input measured"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        stats.append(A.std())
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
    return np.array(stats)


# %% wrong="last layer first" replaces="forward_stats" fails=["forward_stats-depth"] mistake="reversed"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats[::-1])


# %% wrong="one layer short" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth", "forward_stats-randomness"] mistake="layer missing"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth - 1):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="always from the inputs" replaces="forward_stats" fails=["forward_stats-depth"] mistake="not carried on"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        stats.append(f(Z).std())
    return np.array(stats)


# %% wrong="std over the samples, averaged over units" replaces="forward_stats" fails=["forward_stats-depth"] mistake="spread of each unit"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std(axis=0).mean())
    return np.array(stats)


# %% wrong="std of every unit" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth", "forward_stats-randomness"] mistake="layer missing"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std(axis=0))
    return np.array(stats)


# %% wrong="every layer standardised" replaces="forward_stats" fails=["forward_stats-depth"] mistake=""
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
        A = (A - A.mean()) / A.std()
    return np.array(stats)


# %% wrong="relative to the first layer" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="relative values"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats) / stats[0]


# %% wrong="powers of ten" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth"] mistake="logarithm"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.log10(stats)


# %% wrong="last layer only" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth", "forward_stats-randomness"] mistake="only the last"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return stats[-1]


# %% wrong="width 100 wherever it is asked" replaces="forward_stats" fails=["forward_stats-one-layer"] mistake="hard-coded size"
def forward_stats(act, init, depth, width, rng):
    width = 100
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="always 20 layers" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth", "forward_stats-randomness"] mistake="layer missing"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(20):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    return np.array(stats)


# %% wrong="statistics stored as whole numbers" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth", "forward_stats-randomness"] mistake="integers kept"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = np.zeros(depth, dtype=int)
    for k in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats[k] = A.std()
    return stats


# %% wrong="statistics printed, not returned" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth", "forward_stats-randomness"] mistake="nothing returned"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A.std())
    print(stats)


# %% wrong="activations returned" replaces="forward_stats" fails=["forward_stats-one-layer", "forward_stats-depth", "forward_stats-randomness"] mistake="layer missing"
def forward_stats(act, init, depth, width, rng):
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(2 / (width + width)), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    stats = []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        stats.append(A)
    return np.array(stats)
