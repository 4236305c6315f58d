# Solutions of to_tensors, right and wrong, written without sight of the checks.

# %% right="table of target makers" replaces="to_tensors"
def class_labels(y):
    return torch.tensor(np.asarray(y).astype(np.int64))


def column_target(y):
    return torch.tensor(np.asarray(y, dtype=float)).view(-1, 1)


def to_tensors(X, y, task):
    makers = {"classification": class_labels, "regression": column_target}
    try:
        make = makers[task]
    except KeyError:
        raise ValueError(f"task is {sorted(makers)}, not {task!r}") from None
    return torch.tensor(X, dtype=torch.float64), make(y)


# %% right="loops over the samples" replaces="to_tensors"
def to_tensors(X, y, task):
    rows = [torch.tensor([float(v) for v in row]) for row in X]
    if task == "classification":
        target = torch.LongTensor([int(label) for label in y])
    elif task == "regression":
        target = torch.empty(len(rows), 1)
        for i, value in enumerate(y):
            target[i, 0] = float(np.asarray(value).item())
    else:
        raise ValueError("unknown task " + str(task))
    return torch.stack(rows), target


# %% right="checked first, converted by torch, result a list" replaces="to_tensors"
def to_tensors(X, y, task):
    if task not in ("classification", "regression"):
        raise ValueError(task)
    X, y = torch.from_numpy(X.copy()).double(), torch.from_numpy(y.copy())
    if task == "regression":
        y = y.to(X.dtype)
        y = y[:, None] if y.ndim == 1 else y
    else:
        y = y.long()
    return [X, y]


# %% wrong="labels keep their integer type" replaces="to_tensors" fails=["to_tensors-classification"] mistake="wrong dtype"
def to_tensors(X, y, task):
    X = torch.tensor(X, dtype=torch.float64)
    if task == "classification":
        return X, torch.tensor(y)
    if task == "regression":
        return X, torch.tensor(y, dtype=torch.float64).reshape(-1, 1)
    raise ValueError(f"unknown task {task!r}")


# %% wrong="labels become floats" replaces="to_tensors" fails=["to_tensors-classification"] mistake="wrong dtype"
def to_tensors(X, y, task):
    if task not in ("classification", "regression"):
        raise ValueError(f"unknown task {task!r}")
    X = torch.tensor(X, dtype=torch.float64)
    y = torch.tensor(y, dtype=torch.float64)
    return (X, y) if task == "classification" else (X, y.reshape(-1, 1))


# %% wrong="regression target left flat" replaces="to_tensors" fails=["to_tensors-regression"] mistake="(N,) against (N, 1)"
def to_tensors(X, y, task):
    X = torch.tensor(X, dtype=torch.float64)
    if task == "classification":
        return X, torch.tensor(y, dtype=torch.long)
    if task == "regression":
        return X, torch.tensor(y, dtype=torch.float64)
    raise ValueError(f"unknown task {task!r}")


# %% wrong="an axis added to a column too" replaces="to_tensors" fails=["to_tensors-regression"] mistake="axis kept"
def to_tensors(X, y, task):
    X = torch.tensor(X, dtype=torch.float64)
    if task == "classification":
        return X, torch.tensor(y, dtype=torch.long)
    if task == "regression":
        return X, torch.tensor(y, dtype=torch.float64).unsqueeze(-1)
    raise ValueError(f"unknown task {task!r}")


# %% wrong="integer features stay integers" replaces="to_tensors" fails=["to_tensors-classification"] mistake="wrong dtype"
def to_tensors(X, y, task):
    X = torch.tensor(X)
    if task == "classification":
        return X, torch.tensor(y, dtype=torch.long)
    if task == "regression":
        return X, torch.tensor(y, dtype=torch.float64).reshape(-1, 1)
    raise ValueError(f"unknown task {task!r}")


# %% wrong="everything else taken for regression" replaces="to_tensors" fails=["to_tensors-regression"] mistake="any word accepted"
def to_tensors(X, y, task):
    X = torch.tensor(X, dtype=torch.float64)
    if task == "classification":
        return X, torch.tensor(y, dtype=torch.long)
    return X, torch.tensor(y, dtype=torch.float64).reshape(-1, 1)


# %% wrong="labels in a column" replaces="to_tensors" fails=["to_tensors-classification"] mistake="axis kept"
def to_tensors(X, y, task):
    kinds = {"classification": torch.int64, "regression": torch.float64}
    if task not in kinds:
        raise ValueError(f"unknown task {task!r}")
    return torch.tensor(X, dtype=torch.float64), torch.tensor(y, dtype=kinds[task]).reshape(-1, 1)
