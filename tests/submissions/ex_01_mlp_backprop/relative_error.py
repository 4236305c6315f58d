# Solutions of relative_error, right and wrong, written without sight of the checks.

# %% right="square roots of sums, numpy scalar" replaces="relative_error"
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    bottom = np.sqrt(np.sum(a**2)) + np.sqrt(np.sum(b**2))
    return np.sqrt(np.sum((a - b) ** 2)) / bottom if bottom != 0 else 0.0


# %% right="math.dist over Python floats" replaces="relative_error"
import math


def relative_error(a, b):
    p = [float(v) for v in np.ravel(a)]
    q = [float(v) for v in np.ravel(b)]
    zero = [0.0] * len(p)
    bottom = math.dist(p, zero) + math.dist(q, zero)
    if bottom == 0:
        return 0.0
    return math.dist(p, q) / bottom


# %% right="divide with where, einsum" replaces="relative_error"
def relative_error(a, b):
    def size(v):
        v = np.ravel(v)
        return np.einsum("i,i->", v, v) ** 0.5

    a, b = np.array(a, float), np.array(b, float)
    top, bottom = np.array(size(a - b)), np.array(size(a) + size(b))
    out = np.divide(top, bottom, out=np.zeros(()), where=bottom != 0)
    return float(out)


# %% right="0/0 warns and becomes 0" replaces="relative_error"
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if not (a.any() or b.any()):
        import warnings

        warnings.warn("both are zero", stacklevel=2)
        return 0.0
    e = np.linalg.norm(np.ravel(a - b))
    return float(e / (np.linalg.norm(np.ravel(a)) + np.linalg.norm(np.ravel(b))))


# %% wrong="divides by the norm of a only" replaces="relative_error" fails=["relative_error-value", "relative_error-fair"] mistake="one-sided norm"
def relative_error(a, b):
    if not np.any(a) and not np.any(b):
        return 0.0
    return float(np.linalg.norm(a - b) / np.linalg.norm(a))


# %% wrong="largest element-wise quotient" replaces="relative_error" fails=["relative_error-value", "relative_error-fair"] mistake="element-wise error"
def relative_error(a, b):
    bottom = np.abs(a) + np.abs(b)
    return float(np.max(np.abs(a - b) / np.where(bottom == 0, 1.0, bottom)))


# %% wrong="larger norm below" replaces="relative_error" fails=["relative_error-value", "relative_error-fair"] mistake="one-sided norm"
def relative_error(a, b):
    bottom = max(np.linalg.norm(a), np.linalg.norm(b))
    return float(np.linalg.norm(a - b) / bottom) if bottom != 0 else 0.0


# %% wrong="0/0 is NaN" replaces="relative_error" fails=["relative_error-value"] mistake="0/0"
def relative_error(a, b):
    return float(np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b)))


# %% wrong="1e-8 added below" replaces="relative_error" fails=["relative_error-fair"] mistake="epsilon added"
def relative_error(a, b):
    return float(np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b) + 1e-8))


# %% wrong="squared norms" replaces="relative_error" fails=["relative_error-value", "relative_error-fair"] mistake="squared norms"
def relative_error(a, b):
    bottom = np.sum(a**2) + np.sum(b**2)
    return float(np.sum((a - b) ** 2) / bottom) if bottom != 0 else 0.0


# %% wrong="difference of the norms" replaces="relative_error" fails=["relative_error-value", "relative_error-fair"] carries=["diagnose-*"] mistake="difference of norms"
def relative_error(a, b):
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    return float(abs(na - nb) / (na + nb)) if na + nb != 0 else 0.0


# %% wrong="close counts as equal" replaces="relative_error" fails=["relative_error-fair"] mistake="all zeros"
def relative_error(a, b):
    if np.allclose(a, b):
        return 0.0
    return float(np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b)))


# %% wrong="subtracts in place" replaces="relative_error" fails=["relative_error-value", "relative_error-fair"] mistake="inputs changed"
def relative_error(a, b):
    bottom = np.linalg.norm(a) + np.linalg.norm(b)
    a -= b
    return float(np.linalg.norm(a) / bottom) if bottom != 0 else 0.0


# %% wrong="0 as soon as one is 0" replaces="relative_error" fails=["relative_error-fair"] mistake="all zeros"
def relative_error(a, b):
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    if na == 0 or nb == 0:
        return 0.0
    return float(np.linalg.norm(a - b) / (na + nb))
