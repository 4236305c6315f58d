# Solutions of check_derivative, right and wrong, written without sight of the checks.

# %% right="whole array at once" replaces="check_derivative"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% right="loop, one number at a time" replaces="check_derivative"
def check_derivative(f, df, xs, h=1e-5):
    worst = 0.0
    for x in xs:
        if abs(x) < 10 * h:
            continue
        slope = (f(x + h) - f(x - h)) / (2 * h)
        worst = max(worst, abs(slope - df(x)))
    return worst


# %% right="generator over arrays of length one" replaces="check_derivative"
def check_derivative(f, df, xs, h=1e-5):
    def errors():
        for k in range(len(xs)):
            x = xs[k : k + 1]
            if not abs(x[0]) < 10 * h:
                yield abs(((f(x + h) - f(x - h)) / (2 * h) - df(x))[0])

    return float(max(errors(), default=0))


# %% right="error of every point, kinks set to 0" replaces="check_derivative"
def check_derivative(f, df, xs, h=1e-5):
    error = np.abs(0.5 / h * (f(xs + h) - f(xs - h)) - df(xs))
    return np.max(np.where(np.abs(xs) < 10 * h, 0.0, error), initial=0.0)


# %% right="infinity norm of a list, prints the worst point" replaces="check_derivative"
def check_derivative(f, df, xs, h=1e-5):
    keep = np.flatnonzero(~(np.abs(xs) < 10 * h))
    if keep.size:
        x = np.asarray(xs, dtype=float)[keep]
        step = np.full(x.shape, h)
        off = np.subtract(f(x + step), f(x - step)) / (2 * step) - df(x)
        print("worst at", x[np.argmax(np.abs(off))])
        return np.linalg.norm(off, np.inf)
    return 0


# %% right="sorted errors, last one" replaces="check_derivative"
def check_derivative(f, df, xs, h=1e-5):
    pts = np.array([x for x in xs.tolist() if abs(x) >= 10 * h])
    n = len(pts)
    if n == 0:
        return 0.0
    both = f(np.concatenate([pts + h, pts - h]))
    return float(sorted(abs((both[:n] - both[n:]) / (2 * h) - df(pts)))[-1])


# %% wrong="forward difference" replaces="check_derivative" fails=["check_derivative-difference"] mistake="forward difference"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs)) / h
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="backward difference" replaces="check_derivative" fails=["check_derivative-difference"] mistake="backward difference"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs) - f(xs - h)) / h
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="central difference over h" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="divided by h"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / h
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="divided by 2, times h" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="no difference"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / 2 * h
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="largest signed error" replaces="check_derivative" fails=["check_derivative-error", "check_derivative-kinks"] mistake="sign of the error"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(slope - df(xs)))


# %% wrong="absolute value of the largest signed error" replaces="check_derivative" fails=["check_derivative-error", "check_derivative-kinks"] mistake="sign of the error"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(abs(np.max(slope - df(xs))))


# %% wrong="sizes of the slopes compared" replaces="check_derivative" fails=["check_derivative-error"] mistake="sign lost"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(np.abs(slope) - np.abs(df(xs)))))


# %% wrong="mean error" replaces="check_derivative" fails=["check_derivative-error", "check_derivative-kinks"] mistake="average error"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.mean(np.abs(slope - df(xs))))


# %% wrong="median error" replaces="check_derivative" fails=["check_derivative-error", "check_derivative-kinks"] mistake="average error"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.median(np.abs(slope - df(xs))))


# %% wrong="smallest error" replaces="check_derivative" fails=["check_derivative-error", "check_derivative-kinks"] mistake="smallest error"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.min(np.abs(slope - df(xs))))


# %% wrong="root mean square error" replaces="check_derivative" fails=["check_derivative-error", "check_derivative-kinks"] mistake="average error"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.sqrt(np.mean((slope - df(xs)) ** 2)))


# %% wrong="largest squared error" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error"] mistake="squared error"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max((slope - df(xs)) ** 2))


# %% wrong="sum of errors" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error"] mistake="sum of errors"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.sum(np.abs(slope - df(xs))))


# %% wrong="error as a share of the derivative" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="relative error"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    d = df(xs)
    return float(np.max(np.abs(slope - d) / np.maximum(np.abs(slope) + np.abs(d), 1e-12)))


# %% wrong="largest slope against largest derivative" replaces="check_derivative" fails=["check_derivative-error", "check_derivative-kinks"] mistake=""
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(abs(np.max(np.abs(slope)) - np.max(np.abs(df(xs)))))


# %% wrong="errors of all points" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="not one number"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return np.abs(slope - df(xs))


# %% wrong="verdict instead of a number" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="verdict for a number"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return bool(np.max(np.abs(slope - df(xs))) < 1e-6)


# %% wrong="place of the largest error" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake=""
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return int(np.argmax(np.abs(slope - df(xs))))


# %% wrong="kinks not skipped" replaces="check_derivative" fails=["check_derivative-kinks"] mistake="kinks kept"
def check_derivative(f, df, xs, h=1e-5):
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="only exact zeros skipped" replaces="check_derivative" fails=["check_derivative-kinks"] mistake="kinks kept"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[xs != 0]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="skips within h over 10" replaces="check_derivative" fails=["check_derivative-kinks"] mistake="kinks kept"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= h / 10]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="negative points skipped too" replaces="check_derivative" fails=["check_derivative-error", "check_derivative-kinks"] mistake="too much left out"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[xs >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="only the kinks kept" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="nothing compared"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) < 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="a kink anywhere ends the check" replaces="check_derivative" fails=["check_derivative-kinks"] mistake="too much left out"
def check_derivative(f, df, xs, h=1e-5):
    worst = 0.0
    for k in range(len(xs)):
        if abs(xs[k]) < 10 * h:
            break
        x = xs[k : k + 1]
        worst = max(worst, float(np.abs((f(x + h) - f(x - h)) / (2 * h) - df(x))[0]))
    return worst


# %% wrong="small derivatives skipped instead of small x" replaces="check_derivative" fails=["check_derivative-kinks"] mistake="kinks kept"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(df(xs)) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="skips everything within .5" replaces="check_derivative" fails=["check_derivative-kinks"] mistake="too much left out"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 0.5]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="own step, h unused" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-kinks"] mistake="h ignored"
def check_derivative(f, df, xs, h=1e-5):
    h = 1e-5
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="own step in the difference only" replaces="check_derivative" fails=["check_derivative-difference"] mistake="h ignored"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + 1e-5) - f(xs - 1e-5)) / 2e-5
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="skip width fixed at 1e-4" replaces="check_derivative" fails=["check_derivative-kinks"] mistake="kinks kept"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 1e-4]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="nothing left raises" replaces="check_derivative" fails=["check_derivative-kinks"] mistake=""
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="nothing left is nan" replaces="check_derivative" fails=["check_derivative-kinks"] mistake="nothing left"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return float("nan")
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="nothing left is None" replaces="check_derivative" fails=["check_derivative-kinks"] mistake="nothing returned"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return None
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="derivative taken at f(x)" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="f' at A"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(f(xs)))))


# %% wrong="derivative taken at the moved point" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake=""
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs + h))))


# %% wrong="xs moved in place" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="inputs changed"
def check_derivative(f, df, xs, h=1e-5):
    keep = np.abs(xs) >= 10 * h
    if not keep.any():
        return 0.0
    d = df(xs)
    xs += h
    up = f(xs)
    xs -= 2 * h
    down = f(xs)
    return float(np.max(np.abs((up - down) / (2 * h) - d)[keep]))


# %% wrong="kinks overwritten by ones" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="inputs changed"
def check_derivative(f, df, xs, h=1e-5):
    xs[np.abs(xs) < 10 * h] = 1.0
    if len(xs) == 0:
        return 0.0
    slope = (f(xs + h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="only the last point" replaces="check_derivative" fails=["check_derivative-error", "check_derivative-kinks"] mistake="one point only"
def check_derivative(f, df, xs, h=1e-5):
    error = 0.0
    for k in range(len(xs)):
        x = xs[k : k + 1]
        if abs(x[0]) >= 10 * h:
            error = float(np.abs((f(x + h) - f(x - h)) / (2 * h) - df(x))[0])
    return error


# %% wrong="returns after the first point" replaces="check_derivative" fails=["check_derivative-error", "check_derivative-kinks"] mistake="one point only"
def check_derivative(f, df, xs, h=1e-5):
    worst = 0.0
    for k in range(len(xs)):
        x = xs[k : k + 1]
        if abs(x[0]) >= 10 * h:
            worst = max(worst, float(np.abs((f(x + h) - f(x - h)) / (2 * h) - df(x))[0]))
            return worst
    return worst


# %% wrong="differences between neighbouring points" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake=""
def check_derivative(f, df, xs, h=1e-5):
    slope = np.gradient(f(xs), xs)
    keep = np.abs(xs) >= 10 * h
    return float(np.max(np.abs(slope - df(xs))[keep], initial=0.0))


# %% wrong="both differences at x minus h" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="no difference"
def check_derivative(f, df, xs, h=1e-5):
    xs = xs[np.abs(xs) >= 10 * h]
    if len(xs) == 0:
        return 0.0
    slope = (f(xs - h) - f(xs - h)) / (2 * h)
    return float(np.max(np.abs(slope - df(xs))))


# %% wrong="derivative checked against itself" replaces="check_derivative" fails=["check_derivative-difference", "check_derivative-error", "check_derivative-kinks"] mistake="nothing compared"
def check_derivative(f, df, xs, h=1e-5):
    slope = df(xs)
    return float(np.max(np.abs(slope - df(xs)), initial=0.0))
