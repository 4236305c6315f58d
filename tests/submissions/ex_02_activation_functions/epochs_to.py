# Solutions of epochs_to, right and wrong, written without sight of the checks.

# %% right="enumerate from 1" replaces="epochs_to"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target:
            return epoch
    return None


# %% right="argmax with a guard, numpy integer" replaces="epochs_to"
def epochs_to(history, target):
    reached = np.asarray(history) >= target
    return reached.argmax() + 1 if reached.any() else None


# %% right="next of a generator, default None" replaces="epochs_to"
def epochs_to(history, target):
    return next((k + 1 for k in range(len(history)) if not history[k] < target), None)


# %% right="while loop, falls off the end" replaces="epochs_to"
def epochs_to(history, target):
    k = 0
    while k < len(history):
        k += 1
        if history[k - 1] >= target:
            return k


# %% right="epochs before, with itertools" replaces="epochs_to"
from itertools import takewhile


def epochs_to(history, target):
    before = sum(1 for _ in takewhile(lambda a: a < target, history))
    return None if before == len(history) else before + 1


# %% right="running best searched" replaces="epochs_to"
def epochs_to(history, target):
    if not len(history) or max(history) < target:
        return None
    return int(np.searchsorted(np.maximum.accumulate(history), target)) + 1


# %% wrong="last epoch for None" replaces="epochs_to" fails=["epochs_to-never"] mistake="last epoch for None"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target:
            return epoch
    return len(history)


# %% wrong="one past the end for None" replaces="epochs_to" fails=["epochs_to-never"] mistake="last epoch for None"
def epochs_to(history, target):
    epoch = 0
    while epoch < len(history) and history[epoch] < target:
        epoch += 1
    return epoch + 1


# %% wrong="argmax without a guard" replaces="epochs_to" fails=["epochs_to-never"] mistake="last epoch for None"
def epochs_to(history, target):
    return int(np.argmax(np.asarray(history) >= target)) + 1


# %% wrong="counts from 0" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake="counted from 0"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history):
        if accuracy >= target:
            return epoch
    return None


# %% wrong="argmax from 0 with a guard" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake="counted from 0"
def epochs_to(history, target):
    hit = np.asarray(history) >= target
    return int(np.argmax(hit)) if hit.any() else None


# %% wrong="strictly above" replaces="epochs_to" fails=["epochs_to-first"] mistake="strictly above"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy > target:
            return epoch
    return None


# %% wrong="exactly at" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake="arrival missed"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy == target:
            return epoch
    return None


# %% wrong="below the target" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake="below for above"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy <= target:
            return epoch
    return None


# %% wrong="0 for never" replaces="epochs_to" fails=["epochs_to-never"] mistake="last epoch for None"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target:
            return epoch
    return 0


# %% wrong="-1 for never" replaces="epochs_to" fails=["epochs_to-never"] mistake="last epoch for None"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target:
            return epoch
    return -1


# %% wrong="infinity for never" replaces="epochs_to" fails=["epochs_to-never"] mistake="last epoch for None"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target:
            return epoch
    return float("inf")


# %% wrong="300 for never" replaces="epochs_to" fails=["epochs_to-never"] mistake="last epoch for None"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target:
            return epoch
    return 300


# %% wrong="word for never" replaces="epochs_to" fails=["epochs_to-never"] mistake="last epoch for None"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target:
            return epoch
    return "never"


# %% wrong="first epoch taken for never" replaces="epochs_to" fails=["epochs_to-first"] mistake="arrival missed"
def epochs_to(history, target):
    hit = np.flatnonzero(np.asarray(history) >= target)
    k = int(hit[0]) if len(hit) else 0
    return k + 1 if k else None


# %% wrong="loop starts at the second epoch" replaces="epochs_to" fails=["epochs_to-first"] mistake="first epoch missed"
def epochs_to(history, target):
    for k in range(1, len(history)):
        if history[k] >= target:
            return k + 1
    return None


# %% wrong="loop stops before the last epoch" replaces="epochs_to" fails=["epochs_to-never"] mistake="arrival missed"
def epochs_to(history, target):
    for k in range(len(history) - 1):
        if history[k] >= target:
            return k + 1
    return None


# %% wrong="last epoch that reaches it" replaces="epochs_to" fails=["epochs_to-first"] mistake="last crossing"
def epochs_to(history, target):
    found = None
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target:
            found = epoch
    return found


# %% wrong="epoch of the best accuracy" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake="best epoch"
def epochs_to(history, target):
    best = int(np.argmax(history)) + 1
    return best if history[best - 1] >= target else None


# %% wrong="epoch from which it stays there" replaces="epochs_to" fails=["epochs_to-first"] mistake="last crossing"
def epochs_to(history, target):
    epoch = len(history) + 1
    while epoch > 1 and history[epoch - 2] >= target:
        epoch -= 1
    return epoch if epoch <= len(history) else None


# %% wrong="last epoch must be there" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake="arrival missed"
def epochs_to(history, target):
    if history[-1] < target:
        return None
    return int(np.argmax(np.asarray(history) >= target)) + 1


# %% wrong="epochs below are counted" replaces="epochs_to" fails=["epochs_to-first"] mistake="order ignored"
def epochs_to(history, target):
    below = sum(a < target for a in history)
    return below + 1 if below < len(history) else None


# %% wrong="bisection as if sorted" replaces="epochs_to" fails=["epochs_to-first"] mistake="last crossing"
from bisect import bisect_left


def epochs_to(history, target):
    k = bisect_left(list(history), target)
    return k + 1 if k < len(history) else None


# %% wrong="number of epochs above" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake="order ignored"
def epochs_to(history, target):
    return sum(a >= target for a in history) or None


# %% wrong="accuracy instead of epoch" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake="accuracy returned"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target:
            return accuracy
    return None


# %% wrong="target fixed at .95" replaces="epochs_to" fails=["epochs_to-first"] mistake="target ignored"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= 0.95:
            return epoch
    return None


# %% wrong="rounded accuracies" replaces="epochs_to" fails=["epochs_to-first"] mistake="accuracies rounded"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if round(accuracy, 1) >= target:
            return epoch
    return None


# %% wrong="share of the best accuracy" replaces="epochs_to" fails=["epochs_to-never"] mistake="last epoch for None"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target * max(history):
            return epoch
    return None


# %% wrong="index raises when never" replaces="epochs_to" fails=["epochs_to-never"] mistake=""
def epochs_to(history, target):
    return [a >= target for a in history].index(True) + 1


# %% wrong="next raises when never" replaces="epochs_to" fails=["epochs_to-never"] mistake=""
def epochs_to(history, target):
    return next(k for k, a in enumerate(history, 1) if a >= target)


# %% wrong="list against a number" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake=""
def epochs_to(history, target):
    return int(np.argmax(history >= target)) + 1 if max(history) >= target else None


# %% wrong="epochs taken off the history" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake="inputs changed"
def epochs_to(history, target):
    epoch = 0
    while len(history):
        epoch += 1
        if history.pop(0) >= target:
            return epoch
    return None


# %% wrong="sorted in place" replaces="epochs_to" fails=["epochs_to-first"] mistake="inputs changed"
def epochs_to(history, target):
    history.sort()
    return next((k for k, a in enumerate(history, 1) if a >= target), None)


# %% wrong="else returns None in the loop" replaces="epochs_to" fails=["epochs_to-first", "epochs_to-never"] mistake="arrival missed"
def epochs_to(history, target):
    for epoch, accuracy in enumerate(history, start=1):
        if accuracy >= target:
            return epoch
        else:
            return None


# %% wrong="all epochs that reach it" replaces="epochs_to" fails=["epochs_to-first"] mistake="not one number"
def epochs_to(history, target):
    hits = [k for k, a in enumerate(history, 1) if a >= target]
    return hits or None
