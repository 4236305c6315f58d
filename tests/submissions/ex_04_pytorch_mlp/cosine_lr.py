# Solutions of cosine_lr, right and wrong, written without sight of the checks.

# %% right="half-angle square, numpy, progress clipped" replaces="cosine_lr"
def cosine_lr(step, total, base, min_lr=0.0, warmup=0):
    if warmup and step < warmup:
        return base / warmup * (step + 1)
    span = total - warmup
    share = np.clip((step - warmup) / span, 0.0, 1.0) if span > 0 else 1.0
    return base + (min_lr - base) * np.sin(np.pi * share / 2) ** 2


# %% right="torch, the whole schedule in a list, last value kept" replaces="cosine_lr"
def cosine_lr(step, total, base, min_lr=0.0, warmup=0):
    start = torch.arange(1, warmup + 1, dtype=torch.float64) * base / max(1, warmup)
    angle = torch.linspace(0, math.pi, total - warmup + 1, dtype=torch.float64)
    wave = min_lr + (base - min_lr) * (1 + torch.cos(angle)) / 2
    schedule = torch.cat([start, wave]).tolist()
    return schedule[step] if step < total else min_lr


# %% wrong="warm-up begins at 0" replaces="cosine_lr" fails=["cosine_lr-warmup"] mistake="warm-up from 0"
def cosine_lr(step, total, base, min_lr=0.0, warmup=0):
    if step < warmup:
        return base * step / warmup
    if step >= total:
        return min_lr
    t = (step - warmup) / (total - warmup)
    return min_lr + 0.5 * (base - min_lr) * (1 + math.cos(math.pi * t))


# %% wrong="no warm-up" replaces="cosine_lr" fails=["cosine_lr-warmup"] mistake="warm-up ignored"
def cosine_lr(step, total, base, min_lr=0.0, warmup=0):
    if step >= total:
        return min_lr
    return min_lr + 0.5 * (base - min_lr) * (1 + math.cos(math.pi * step / total))


# %% wrong="progress counted from the start of the warm-up" replaces="cosine_lr" fails=["cosine_lr-warmup"] mistake="warm-up not taken off"
def cosine_lr(step, total, base, min_lr=0.0, warmup=0):
    if step < warmup:
        return base * (step + 1) / warmup
    if step >= total:
        return min_lr
    return min_lr + 0.5 * (base - min_lr) * (1 + math.cos(math.pi * step / total))


# %% wrong="cosine goes on beyond total" replaces="cosine_lr" fails=["cosine_lr-wave"] mistake="starts again"
def cosine_lr(step, total, base, min_lr=0.0, warmup=0):
    if step < warmup:
        return base * (step + 1) / warmup
    t = (step - warmup) / max(1, total - warmup)
    return min_lr + 0.5 * (base - min_lr) * (1 + math.cos(math.pi * t))


# %% wrong="always falls to 0" replaces="cosine_lr" fails=["cosine_lr-wave"] mistake="min_lr ignored"
def cosine_lr(step, total, base, min_lr=0.0, warmup=0):
    if step < warmup:
        return base * (step + 1) / warmup
    t = min(1.0, (step - warmup) / max(1, total - warmup))
    return 0.5 * base * (1 + math.cos(math.pi * t))


# %% wrong="180 degrees handed to a cosine of radians" replaces="cosine_lr" fails=["cosine_lr-warmup", "cosine_lr-wave"] mistake="degrees for radians"
def cosine_lr(step, total, base, min_lr=0.0, warmup=0):
    if step < warmup:
        return base * (step + 1) / warmup
    if step >= total:
        return min_lr
    t = (step - warmup) / (total - warmup)
    return min_lr + 0.5 * (base - min_lr) * (1 + math.cos(180 * t))


# %% wrong="cosine to 0, cut at min_lr" replaces="cosine_lr" fails=["cosine_lr-wave"] mistake="min_lr as a floor"
def cosine_lr(step, total, base, min_lr=0.0, warmup=0):
    if step < warmup:
        return base * (step + 1) / warmup
    t = min(1.0, (step - warmup) / max(1, total - warmup))
    return max(min_lr, 0.5 * base * (1 + math.cos(math.pi * t)))
