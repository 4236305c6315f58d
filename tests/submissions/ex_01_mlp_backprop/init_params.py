# Solutions of init_params, right and wrong, written without sight of the checks.

# %% right="uniform draws with the right variance" replaces="init_params"
def init_params(sizes, scheme, rng):
    params = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        var = {"zeros": 0.0, "normal": 1e-4, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
        s = np.sqrt(3 * var)
        params.append((rng.uniform(-s, s, (i, o)), np.zeros(o)))
    return params


# %% right="uniform Xavier and He only, branches" replaces="init_params"
def init_params(sizes, scheme, rng):
    params = []
    for k in range(len(sizes) - 1):
        n, m = sizes[k], sizes[k + 1]
        if scheme == "zeros":
            W = np.zeros((n, m))
        elif scheme == "normal":
            W = rng.normal(0.0, 0.01, size=(n, m))
        elif scheme == "xavier":
            W = rng.uniform(-1, 1, size=(n, m)) * np.sqrt(6 / (n + m))
        else:
            W = rng.uniform(-1, 1, size=(n, m)) * np.sqrt(6 / n)
        params.append((W, np.zeros(m)))
    return params


# %% right="truncated at two deviations, variance corrected" replaces="init_params"
def init_params(sizes, scheme, rng):
    def draw(i, o):
        z = rng.standard_normal((i, o))
        while np.any(np.abs(z) > 2):
            far = np.abs(z) > 2
            z[far] = rng.standard_normal(np.count_nonzero(far))
        return z / 0.8796256610342398

    def std(i, o):
        if scheme == "he":
            return (2 / i) ** 0.5
        if scheme == "xavier":
            return (2 / (i + o)) ** 0.5
        return 0.01 if scheme == "normal" else 0.0

    pairs = zip(sizes, sizes[1:])
    return [(std(i, o) * draw(i, o), np.zeros(o)) for i, o in pairs]


# %% right="one long float32 draw, Fortran order" replaces="init_params"
def init_params(sizes, scheme, rng):
    shapes = list(zip(sizes[:-1], sizes[1:]))
    flat = rng.standard_normal(sum(i * o for i, o in shapes), dtype=np.float32)
    params, start = [], 0
    for i, o in shapes:
        z = flat[start : start + i * o].reshape((i, o), order="F").astype(np.float64)
        start += i * o
        var = {"zeros": 0, "normal": 0.01**2, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
        params.append((z * np.sqrt(var), np.zeros(o)))
    return params


# %% right="recursion, one number at a time" replaces="init_params"
def init_params(sizes, scheme, rng):
    if len(sizes) < 2:
        return []
    i, o = sizes[0], sizes[1]
    match scheme:
        case "zeros":
            s = 0.0
        case "normal":
            s = 0.01
        case "xavier":
            s = np.sqrt(2 / (i + o))
        case _:
            s = np.sqrt(2 / i)
    W = np.array([[s * rng.standard_normal() for _ in range(o)] for _ in range(i)])
    return [(W, np.zeros(o)), *init_params(sizes[1:], scheme, rng)]


# %% wrong="He with fan_out" replaces="init_params" fails=["init_params-variance"] mistake="fan_out"
def init_params(sizes, scheme, rng):
    params = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        var = {"zeros": 0.0, "normal": 1e-4, "xavier": 2 / (i + o), "he": 2 / o}[scheme]
        params.append((rng.normal(size=(i, o)) * np.sqrt(var), np.zeros(o)))
    return params


# %% wrong="variance used as deviation" replaces="init_params" fails=["init_params-variance"] mistake="variance for standard deviation"
def init_params(sizes, scheme, rng):
    params = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        scale = {"zeros": 0.0, "normal": 0.01, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
        params.append((rng.normal(size=(i, o)) * scale, np.zeros(o)))
    return params


# %% wrong="uniform(-s, s)" replaces="init_params" fails=["init_params-variance"] mistake="uniform bound"
def init_params(sizes, scheme, rng):
    params = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        var = {"zeros": 0.0, "normal": 1e-4, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
        s = np.sqrt(var)
        params.append((rng.uniform(-s, s, size=(i, o)), np.zeros(o)))
    return params


# %% wrong="own generator with seed 0" replaces="init_params" fails=["init_params-randomness"] mistake="re-seeded"
def init_params(sizes, scheme, rng):
    rng = np.random.default_rng(0)
    params = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        var = {"zeros": 0.0, "normal": 1e-4, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
        params.append((rng.normal(size=(i, o)) * np.sqrt(var), np.zeros(o)))
    return params


# %% wrong="generator copied per layer" replaces="init_params" fails=["init_params-randomness"] mistake="same draw"
import copy


def init_params(sizes, scheme, rng):
    params = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        fresh = copy.deepcopy(rng)
        var = {"zeros": 0.0, "normal": 1e-4, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
        params.append((fresh.normal(size=(i, o)) * np.sqrt(var), np.zeros(o)))
    return params


# %% wrong="global random state" replaces="init_params" fails=["init_params-randomness"] mistake="global state"
def init_params(sizes, scheme, rng):
    params = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        var = {"zeros": 0.0, "normal": 1e-4, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
        params.append((np.random.randn(i, o) * np.sqrt(var), np.zeros(o)))
    return params


# %% wrong="one row repeated" replaces="init_params" fails=["init_params-variance", "init_params-randomness"] mistake="same draw"
def init_params(sizes, scheme, rng):
    params = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        var = {"zeros": 0.0, "normal": 1e-4, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
        params.append((np.tile(rng.normal(size=(1, o)), (i, 1)) * np.sqrt(var), np.zeros(o)))
    return params


# %% wrong="bias as a row" replaces="init_params" fails=["init_params-shapes"] mistake="axis kept"
def init_params(sizes, scheme, rng):
    params = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        var = {"zeros": 0.0, "normal": 1e-4, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
        params.append((rng.normal(size=(i, o)) * np.sqrt(var), np.zeros((1, o))))
    return params


# %% wrong="integer zeros" replaces="init_params" fails=["init_params-shapes"] mistake="integers kept"
def init_params(sizes, scheme, rng):
    params = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        if scheme == "zeros":
            params.append((np.zeros((i, o), dtype=int), np.zeros(o)))
            continue
        var = {"normal": 1e-4, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
        params.append((rng.normal(size=(i, o)) * np.sqrt(var), np.zeros(o)))
    return params


# %% wrong="Xavier, first fans everywhere" replaces="init_params" fails=["init_params-variance"] mistake="sizes of the first layer"
def init_params(sizes, scheme, rng):
    params = []
    first, second = sizes[0], sizes[1]
    for i, o in zip(sizes[:-1], sizes[1:]):
        v = {"zeros": 0.0, "normal": 1e-4, "xavier": 2 / (first + second), "he": 2 / i}[scheme]
        params.append((rng.normal(size=(i, o)) * np.sqrt(v), np.zeros(o)))
    return params
