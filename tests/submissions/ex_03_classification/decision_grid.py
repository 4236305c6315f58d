# Solutions of decision_grid, right and wrong, written without sight of the checks.

# %% right="meshgrid and column_stack" replaces="decision_grid"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% right="row by row, list of arrays" replaces="decision_grid"
def decision_grid(predict, xlim, ylim, n):
    xs = [xlim[0] + (xlim[1] - xlim[0]) * k / (n - 1) for k in range(n)]
    ys = [ylim[0] + (ylim[1] - ylim[0]) * k / (n - 1) for k in range(n)]
    xx = np.array([xs for _ in ys])
    yy = np.array([[v] * n for v in ys])
    labels = np.array([predict(np.array([[u, v] for u in xs])) for v in ys])
    return [xx, yy, labels]


# %% right="mgrid with complex steps" replaces="decision_grid"
def decision_grid(predict, xlim, ylim, n):
    yy, xx = np.mgrid[ylim[0] : ylim[1] : n * 1j, xlim[0] : xlim[1] : n * 1j]
    labels = predict(np.c_[xx.flat, yy.flat])
    return xx, yy, np.reshape(labels, xx.shape)


# %% right="ij order, everything transposed" replaces="decision_grid"
def decision_grid(predict, xlim, ylim, n):
    x, y = np.linspace(*xlim, n), np.linspace(*ylim, n)
    xx, yy = np.meshgrid(x, y, indexing="ij")
    labels = predict(np.stack([xx, yy], axis=-1).reshape(-1, 2)).reshape(n, n)
    return xx.T, yy.T, labels.T


# %% right="repeat and tile, read-only grids" replaces="decision_grid"
def decision_grid(predict, xlim, ylim, n):
    x, y = np.linspace(xlim[0], xlim[1], n), np.linspace(ylim[0], ylim[1], n)
    points = np.empty((n * n, 2))
    points[:, 0] = np.tile(x, n)
    points[:, 1] = np.repeat(y, n)
    grids = np.broadcast_to(x, (n, n)), np.broadcast_to(y[:, None], (n, n))
    return (*grids, np.asarray(predict(points)).reshape((n, n)))


# %% right="point by point" replaces="decision_grid"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, num=n), np.linspace(*ylim, num=n))
    labels = [[predict(np.array([[xx[i, j], yy[i, j]]]))[0] for j in range(n)] for i in range(n)]
    return xx, yy, np.array(labels)


# %% wrong="ij order" replaces="decision_grid" fails=["decision_grid-points"] mistake="axes of the grid swapped"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n), indexing="ij")
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="labels transposed" replaces="decision_grid" fails=["decision_grid-points"] mistake="transposed"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n).T


# %% wrong="labels filled column by column" replaces="decision_grid" fails=["decision_grid-points"] mistake="transposed"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape((n, n), order="F")


# %% wrong="x filled column by column" replaces="decision_grid" fails=["decision_grid-points"] mistake="points mixed up"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(order="F"), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="y first in the points" replaces="decision_grid" fails=["decision_grid-points"] mistake="x and y swapped"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([yy.ravel(), xx.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="grids stacked and reshaped" replaces="decision_grid" fails=["decision_grid-points"] mistake="points mixed up"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.array([xx, yy]).reshape(-1, 2)
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="right ends left out" replaces="decision_grid" fails=["decision_grid-points"] mistake="end left out"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(
        np.linspace(*xlim, n, endpoint=False), np.linspace(*ylim, n, endpoint=False)
    )
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="steps of width over n" replaces="decision_grid" fails=["decision_grid-points"] mistake="end left out"
def decision_grid(predict, xlim, ylim, n):
    x = xlim[0] + np.arange(n) * (xlim[1] - xlim[0]) / n
    y = ylim[0] + np.arange(n) * (ylim[1] - ylim[0]) / n
    xx, yy = np.meshgrid(x, y)
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="one axis for both" replaces="decision_grid" fails=["decision_grid-points"] mistake="limits mixed up"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*xlim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="common limits of both axes" replaces="decision_grid" fails=["decision_grid-points"] mistake="limits mixed up"
def decision_grid(predict, xlim, ylim, n):
    axis = np.linspace(min(xlim[0], ylim[0]), max(xlim[1], ylim[1]), n)
    xx, yy = np.meshgrid(axis, axis)
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="limits fixed at -1 and 1" replaces="decision_grid" fails=["decision_grid-points"] mistake="limits ignored"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="margin added" replaces="decision_grid" fails=["decision_grid-points"] mistake="margin added"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(
        np.linspace(xlim[0] - 0.5, xlim[1] + 0.5, n), np.linspace(ylim[0] - 0.5, ylim[1] + 0.5, n)
    )
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="top row first" replaces="decision_grid" fails=["decision_grid-points"] mistake="rows run backwards"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n)[::-1])
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n)


# %% wrong="labels upside down" replaces="decision_grid" fails=["decision_grid-points"] mistake="rows run backwards"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, np.flipud(predict(points).reshape(n, n))


# %% wrong="labels left flat" replaces="decision_grid" fails=["decision_grid-points"] mistake="labels not folded back"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points)


# %% wrong="labels made booleans" replaces="decision_grid" fails=["decision_grid-points"] mistake="only two classes"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(n, n).astype(bool)


# %% wrong="labels compared with 1" replaces="decision_grid" fails=["decision_grid-points"] mistake="all zeros"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, (predict(points).reshape(n, n) == 1).astype(int)


# %% wrong="n points in all" replaces="decision_grid" fails=["decision_grid-points"] mistake="other number of points"
def decision_grid(predict, xlim, ylim, n):
    side = int(np.sqrt(n))
    xx, yy = np.meshgrid(np.linspace(*xlim, side), np.linspace(*ylim, side))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(side, side)


# %% wrong="one step more" replaces="decision_grid" fails=["decision_grid-points"] mistake="other number of points"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n + 1), np.linspace(*ylim, n + 1))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(xx.shape)


# %% wrong="a hundred points whatever n" replaces="decision_grid" fails=["decision_grid-points"] mistake="other number of points"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, 100), np.linspace(*ylim, 100))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(points).reshape(xx.shape)


# %% wrong="axes instead of grids" replaces="decision_grid" fails=["decision_grid-points"] mistake="axes instead of grids"
def decision_grid(predict, xlim, ylim, n):
    x, y = np.linspace(*xlim, n), np.linspace(*ylim, n)
    points = np.array([(u, v) for v in y for u in x])
    return x, y, predict(points).reshape(n, n)


# %% wrong="predict called with the two grids" replaces="decision_grid" fails=["decision_grid-points"] mistake=""
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return xx, yy, predict(np.array([xx.ravel(), yy.ravel()])).reshape(n, n)


# %% wrong="diagonal points only" replaces="decision_grid" fails=["decision_grid-points"] mistake="points mixed up"
def decision_grid(predict, xlim, ylim, n):
    x, y = np.linspace(*xlim, n), np.linspace(*ylim, n)
    xx, yy = np.meshgrid(x, y)
    labels = predict(np.column_stack([x, y]))
    return xx, yy, np.tile(labels, (n, 1))


# %% wrong="labels first" replaces="decision_grid" fails=["decision_grid-points"] mistake="order of results"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return predict(points).reshape(n, n), xx, yy


# %% wrong="labels alone" replaces="decision_grid" fails=["decision_grid-points"] mistake=""
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    return predict(points).reshape(n, n)


# %% wrong="plot instead of a result" replaces="decision_grid" fails=["decision_grid-points"] mistake="nothing returned"
def decision_grid(predict, xlim, ylim, n):
    xx, yy = np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n))
    points = np.column_stack([xx.ravel(), yy.ravel()])
    labels = predict(points).reshape(n, n)
