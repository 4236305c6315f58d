# Solutions of gain, right and wrong, written without sight of the checks.

# %% right="sum over a fine grid" replaces="gain"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% right="Gauss-Hermite nodes, change of variable" replaces="gain"
def gain(f):
    x, w = np.polynomial.hermite.hermgauss(150)
    return float((np.dot(w, f(np.sqrt(2) * x) ** 2) / np.sqrt(np.pi)) ** -0.5)


# %% right="probabilists' Hermite nodes, weights divided by their sum" replaces="gain"
from numpy.polynomial.hermite_e import hermegauss


def gain(f):
    z, w = hermegauss(180)
    return 1 / np.sqrt(np.average(np.square(f(z)), weights=w))


# %% right="trapezoid with weights that sum to one" replaces="gain"
def gain(f):
    z = np.arange(-9, 9, 1 / 1024)
    p = np.exp(-z * z / 2)
    return np.sqrt(np.trapezoid(p, z) / np.trapezoid(p * f(z) ** 2, z))


# %% right="whole line folded into an interval, midpoint rule" replaces="gain"
def gain(f):
    n = 4000
    t = (np.arange(n) + 0.5) * 2 / n - 1
    z = t / (1 - t * t)
    stretch = (1 + t * t) / (1 - t * t) ** 2
    with np.errstate(over="ignore", under="ignore"):
        p = np.exp(-z * z / 2) * stretch
    inside = p > 0
    total = sum(p[inside] * f(z[inside]) ** 2) * 2 / n
    return float((2 * np.pi) ** 0.25 / total**0.5)


# %% right="Simpson in a loop over arrays of length one" replaces="gain"
def gain(f):
    h, total = 0.01, 0.0
    for k in range(-1000, 1001):
        z = np.array([k * h])
        weight = 1 if abs(k) == 1000 else 4 if k % 2 else 2
        total += weight * float(f(z)[0]) ** 2 * float(np.exp(-(z[0] ** 2) / 2))
    return (total * h / 3 / np.sqrt(2 * np.pi)) ** -0.5


# %% right="adaptive quadrature on both half lines" replaces="gain"
from scipy.integrate import quad


def gain(f):
    def g(z):
        return float(f(np.array([z]))[0]) ** 2 * np.exp(-z * z / 2)

    both = quad(g, -12, 0, limit=200)[0] + quad(g, 0, 12, limit=200)[0]
    return float(np.sqrt(np.sqrt(2 * np.pi) / both))


# %% wrong="variance of f" replaces="gain" fails=["gain-known", "gain-integral"] mistake="variance for second moment"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    second -= (np.sum(f(z) * density) * (z[1] - z[0])) ** 2
    return float(1 / np.sqrt(second))


# %% wrong="standard deviation over many draws" replaces="gain" fails=["gain-known", "gain-integral"] mistake="variance for second moment"
def gain(f):
    z = np.random.default_rng(0).standard_normal(1_000_000)
    return float(1 / np.std(f(z)))


# %% wrong="no square root" replaces="gain" fails=["gain-known", "gain-integral"] mistake="root missing"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / second)


# %% wrong="root of the second moment itself" replaces="gain" fails=["gain-known", "gain-integral"] mistake="upside down"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(np.sqrt(second))


# %% wrong="mean absolute value" replaces="gain" fails=["gain-known", "gain-integral"] mistake="mean magnitude"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(np.abs(f(z)) * density) * (z[1] - z[0])
    return float(1 / second)


# %% wrong="square of the mean" replaces="gain" fails=["gain-known", "gain-integral"] mistake="mean magnitude"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = (np.sum(f(z) * density) * (z[1] - z[0])) ** 2
    return float(1 / np.sqrt(second))


# %% wrong="first moment under the root" replaces="gain" fails=["gain-known", "gain-integral"] mistake="mean magnitude"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(np.abs(f(z)) * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="density taken twice" replaces="gain" fails=["gain-known", "gain-integral"] mistake="density twice"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density**2) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="f times density squared together" replaces="gain" fails=["gain-known", "gain-integral"] mistake="density twice"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum((f(z) * density) ** 2) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="no density" replaces="gain" fails=["gain-known", "gain-integral"] mistake="density missing"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.mean(f(z) ** 2)
    return float(1 / np.sqrt(second))


# %% wrong="uniform between -3 and 3" replaces="gain" fails=["gain-known", "gain-integral"] mistake="density missing"
def gain(f):
    z = np.linspace(-3, 3, 10001)
    return float(1 / np.sqrt(np.mean(f(z) ** 2)))


# %% wrong="density without 1/sqrt(2 pi)" replaces="gain" fails=["gain-known", "gain-integral"] mistake="not normalised"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="density without 1/2 in the exponent" replaces="gain" fails=["gain-known", "gain-integral"] mistake="another bell"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-(z**2)) / np.sqrt(np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="Gauss-Hermite without the change of variable" replaces="gain" fails=["gain-known", "gain-integral"] mistake="another bell"
def gain(f):
    x, w = np.polynomial.hermite.hermgauss(100)
    return float(1 / np.sqrt(np.sum(w * f(x) ** 2) / np.sqrt(np.pi)))


# %% wrong="Gauss-Hermite weights not divided by sqrt(pi)" replaces="gain" fails=["gain-known", "gain-integral"] mistake="not normalised"
def gain(f):
    x, w = np.polynomial.hermite.hermgauss(100)
    return float(1 / np.sqrt(np.sum(w * f(np.sqrt(2) * x) ** 2)))


# %% wrong="probabilists' nodes with the other factor" replaces="gain" fails=["gain-known", "gain-integral"] mistake="not normalised"
def gain(f):
    z, w = np.polynomial.hermite_e.hermegauss(100)
    return float(1 / np.sqrt(np.sum(w * f(z) ** 2) / np.sqrt(np.pi)))


# %% wrong="nodes stretched by 2" replaces="gain" fails=["gain-known", "gain-integral"] mistake="another bell"
def gain(f):
    x, w = np.polynomial.hermite.hermgauss(100)
    return float(1 / np.sqrt(np.sum(w * f(2 * x) ** 2) / np.sqrt(np.pi)))


# %% wrong="grid width forgotten" replaces="gain" fails=["gain-known", "gain-integral"] mistake="not normalised"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density)
    return float(1 / np.sqrt(second))


# %% wrong="positive half line only" replaces="gain" fails=["gain-known", "gain-integral"] mistake="half line"
def gain(f):
    z = np.linspace(0, 10, 10001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="positive half line doubled" replaces="gain" fails=["gain-known", "gain-integral"] mistake="half line"
def gain(f):
    z = np.linspace(0, 10, 10001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = 2 * np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="range of one standard deviation" replaces="gain" fails=["gain-known", "gain-integral"] mistake="too coarse"
def gain(f):
    z = np.linspace(-1, 1, 2001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="range of two standard deviations" replaces="gain" fails=["gain-known", "gain-integral"] mistake="too coarse"
def gain(f):
    z = np.linspace(-2, 2, 4001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="a thousand random draws" replaces="gain" fails=["gain-known", "gain-integral"] mistake="too coarse"
def gain(f):
    z = np.random.default_rng().standard_normal(1000)
    return float(1 / np.sqrt(np.mean(f(z) ** 2)))


# %% wrong="draws from the global generator" replaces="gain" fails=["gain-known", "gain-integral"] mistake="too coarse"
def gain(f):
    z = np.random.randn(100_000)
    return float(1 / np.sqrt(np.mean(f(z) ** 2)))


# %% wrong="a thousand draws with a fixed seed" replaces="gain" fails=["gain-known", "gain-integral"] mistake="too coarse"
def gain(f):
    z = np.random.default_rng(0).standard_normal(1000)
    return float(1 / np.sqrt(np.mean(f(z) ** 2)))


# %% wrong="three Gauss-Hermite nodes" replaces="gain" fails=["gain-known", "gain-integral"] mistake="too coarse"
def gain(f):
    x, w = np.polynomial.hermite.hermgauss(3)
    return float(1 / np.sqrt(np.sum(w * f(np.sqrt(2) * x) ** 2) / np.sqrt(np.pi)))


# %% wrong="slope instead of f" replaces="gain" fails=["gain-known", "gain-integral"] mistake="slopes passed on"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    slope = np.gradient(f(z), z)
    second = np.sum(slope**2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="table of known functions" replaces="gain" fails=["gain-known", "gain-integral"] mistake="known names only"
def gain(f):
    left, right = f(np.array([-1.0, 1.0]))
    if right == 1.0 and left <= 0.0:
        return float(np.sqrt(2 / (1 + left**2)))
    return 1.593


# %% wrong="five thirds for everything bent" replaces="gain" fails=["gain-known", "gain-integral"] mistake="known names only"
def gain(f):
    z = np.array([-1.0, 0.0, 2.0])
    if np.allclose(f(z), z):
        return 1.0
    if f(z)[0] == 0:
        return float(np.sqrt(2))
    return 5 / 3


# %% wrong="gain squared" replaces="gain" fails=["gain-known", "gain-integral"] mistake="root missing"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second) ** 2)


# %% wrong="ratio of standard deviations" replaces="gain" fails=["gain-known", "gain-integral"] mistake="variance for second moment"
def gain(f):
    z, w = np.polynomial.hermite_e.hermegauss(100)
    w = w / w.sum()
    a = f(z)
    m = w @ a
    return float(np.sqrt((w @ z**2) / (w @ (a - m) ** 2)))


# %% wrong="whole-number grid" replaces="gain" fails=["gain-known", "gain-integral"] mistake="too coarse"
def gain(f):
    z = np.arange(-10.0, 11.0, 2.0)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="f called number by number with a list" replaces="gain" fails=["gain-known", "gain-integral"] mistake=""
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(np.array(f(z.tolist())) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second))


# %% wrong="second moment returned as a pair" replaces="gain" fails=["gain-known", "gain-integral"] mistake=""
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    return float(1 / np.sqrt(second)), second


# %% wrong="return forgotten" replaces="gain" fails=["gain-known", "gain-integral"] mistake="nothing returned"
def gain(f):
    z = np.linspace(-10, 10, 20001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    second = np.sum(f(z) ** 2 * density) * (z[1] - z[0])
    g = 1 / np.sqrt(second)
