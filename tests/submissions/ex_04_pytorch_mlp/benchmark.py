# Solutions of benchmark, right and wrong, written without sight of the checks.

# %% right="nanosecond clock, middle of the sorted times" replaces="benchmark"
def benchmark(fn, repeats, warmup):
    while warmup > 0:
        fn()
        warmup -= 1
    spans = []
    for _ in range(repeats):
        start = time.perf_counter_ns()
        fn()
        spans.append(time.perf_counter_ns() - start)
    spans.sort()
    half = repeats // 2
    return (spans[half] + spans[~half]) / 2 * 1e-9


# %% right="timeit and statistics" replaces="benchmark"
import statistics
import timeit


def benchmark(fn, repeats, warmup):
    timeit.timeit(fn, number=warmup)
    return statistics.median(timeit.repeat(fn, repeat=repeats, number=1))


# %% wrong="mean of the times" replaces="benchmark" fails=["benchmark-median"] mistake="mean for median"
def benchmark(fn, repeats, warmup):
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        fn()
        times.append(time.perf_counter() - start)
    return sum(times) / len(times)


# %% wrong="fastest of the times" replaces="benchmark" fails=["benchmark-median"] mistake="fastest for median"
def benchmark(fn, repeats, warmup):
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        fn()
        times.append(time.perf_counter() - start)
    return min(times)


# %% wrong="median over warm-up calls too" replaces="benchmark" fails=["benchmark-median"] mistake="warm-up timed"
def benchmark(fn, repeats, warmup):
    times = []
    for _ in range(warmup + repeats):
        start = time.perf_counter()
        fn()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


# %% wrong="one trial call before everything" replaces="benchmark" fails=["benchmark-calls"] mistake="one call too many"
def benchmark(fn, repeats, warmup):
    fn()
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        fn()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


# %% wrong="differences of as many clock readings as repeats" replaces="benchmark" fails=["benchmark-calls"] mistake="one call too few"
def benchmark(fn, repeats, warmup):
    for _ in range(warmup):
        fn()
    marks = [time.perf_counter()]
    for _ in range(1, repeats):
        fn()
        marks.append(time.perf_counter())
    return float(np.median(np.diff(marks)))


# %% wrong="time of all repeats together" replaces="benchmark" fails=["benchmark-median"] mistake="sum for median"
def benchmark(fn, repeats, warmup):
    for _ in range(warmup):
        fn()
    start = time.perf_counter()
    for _ in range(repeats):
        fn()
    return time.perf_counter() - start
