# Solutions of predict, right and wrong, written without sight of the checks.

# %% right="classes by the largest probability" replaces="predict"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return predict_proba(params, X).argmax(axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% right="loops, no NumPy reductions" replaces="predict"
import math


def predict_proba(params, X):
    rows = []
    for logits in net_forward(params, X)[0]:
        top = max(logits)
        powers = [math.exp(z - top) for z in logits]
        rows.append([q / sum(powers) for q in powers])
    return np.array(rows)


def predict(params, X):
    classes = np.empty(len(X), dtype=int)
    for n, row in enumerate(predict_proba(params, X)):
        classes[n] = max(range(len(row)), key=row.__getitem__)
    return classes


def accuracy(y, y_hat):
    right = sum(1 for a, b in zip(y, y_hat) if a == b)
    return right / len(y)


# %% right="own forward pass, logaddexp, 32-bit classes" replaces="predict"
def logits_of(params, X):
    A = X
    for W, b in params[:-1]:
        A = np.where(A @ W + b > 0, A @ W + b, 0.0)
    return np.einsum("nh,hc->nc", A, params[-1][0]) + params[-1][1]


def predict_proba(params, X):
    Z = logits_of(params, X)
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, None])


def predict(params, X):
    return np.argsort(-logits_of(params, X), axis=1, kind="stable")[:, 0].astype(np.int32)


def accuracy(y, y_hat):
    return np.count_nonzero(np.equal(y, y_hat)) / np.size(y)


# %% right="softmax helper, float32, Fortran order" replaces="predict"
def softmax(Z):
    S = (Z - Z.max(axis=1)[:, np.newaxis]).astype(np.float32)
    P = np.exp(S)
    return np.asfortranarray(P / P.sum(axis=1)[:, np.newaxis])


def predict_proba(params, X):
    logits, tape = net_forward(params, X)
    return softmax(logits)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return 1.0 - np.mean(np.not_equal(y, y_hat))


# %% right="ratio of differences, scores of scikit-learn" replaces="predict"
def predict_proba(params, X):
    Z = net_forward(params, X)[0]
    gaps = np.clip(Z[:, None, :] - Z[:, :, None], None, 700)
    return 1.0 / np.exp(gaps).sum(axis=2)


def predict(params, X):
    Z = net_forward(params, X)[0]
    return (Z == Z.max(axis=1, keepdims=True)).argmax(axis=1)


from sklearn.metrics import accuracy_score


def accuracy(y, y_hat):
    return accuracy_score(y, y_hat)


# %% wrong="exponentials of the raw logits" replaces="predict" fails=["predict-proba"] mistake="not finite"
def predict_proba(params, X):
    E = np.exp(net_forward(params, X)[0])
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="largest logit of the whole batch" replaces="predict" fails=["predict-proba"] mistake="one shift for all rows"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="softmax down the columns" replaces="predict" fails=["predict-proba"] mistake="softmax over the samples"
def predict_proba(params, X):
    Z = net_forward(params, X)[0]
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="sum without keepdims" replaces="predict" fails=["predict-proba"] mistake="sums of other rows"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="normalised over the whole batch" replaces="predict" fails=["predict-proba"] mistake="softmax over everything"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum()


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="logits for probabilities" replaces="predict" fails=["predict-proba"] mistake="logits for probabilities"
def predict_proba(params, X):
    return net_forward(params, X)[0]


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="sigmoid of each logit" replaces="predict" fails=["predict-proba"] mistake="sigmoid for softmax"
def predict_proba(params, X):
    return np.exp(-np.logaddexp(0, -net_forward(params, X)[0]))


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="sigmoids divided by their sum" replaces="predict" fails=["predict-proba"] mistake="sigmoid for softmax"
def predict_proba(params, X):
    S = np.exp(-np.logaddexp(0, -net_forward(params, X)[0]))
    return S / S.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="logits divided by their sum" replaces="predict" fails=["predict-proba"] mistake="logits for probabilities"
def predict_proba(params, X):
    Z = net_forward(params, X)[0]
    Z = Z - Z.min(axis=1, keepdims=True) + 1e-9
    return Z / Z.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="log-probabilities" replaces="predict" fails=["predict-proba"] mistake="logarithms for probabilities"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    S = Z - Z.max(axis=1, keepdims=True)
    return S - np.log(np.exp(S).sum(axis=1, keepdims=True))


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="activation on the output" replaces="predict" fails=["predict-proba"] mistake="activation on the output"
def predict_proba(params, X):
    A = X
    for W, b in params:
        A = np.maximum(A @ W + b, 0)
    E = np.exp(A - A.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="no activation in between" replaces="predict" fails=["predict-proba"] mistake="activation missing"
def predict_proba(params, X):
    Z = X
    for W, b in params:
        Z = Z @ W + b
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="two layers only" replaces="predict" fails=["predict-proba"] mistake="layers left out"
def predict_proba(params, X):
    (W1, b1), (W2, b2) = params[0], params[-1]
    Z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="X centred once more, in place" replaces="predict" fails=["predict-proba"] mistake="inputs changed"
def predict_proba(params, X):
    X -= X.mean(axis=0)
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="largest sample of each class" replaces="predict" fails=["predict-classes"] carries=["fit_classifier-*"] mistake="largest over the samples"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=0)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="one class for the whole batch" replaces="predict" fails=["predict-classes"] mistake="one number"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0])


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="probability above one half" replaces="predict" fails=["predict-classes"] carries=["fit_classifier-*"] mistake="only two classes"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return (predict_proba(params, X)[:, 1] > 0.5).astype(int)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="first class above one half" replaces="predict" fails=["predict-classes"] carries=["fit_classifier-*"] mistake="threshold for the largest"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(predict_proba(params, X) > 0.5, axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="largest absolute logit" replaces="predict" fails=["predict-classes"] carries=["fit_classifier-*"] mistake="largest absolute value"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(np.abs(net_forward(params, X)[0]), axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="largest probability itself" replaces="predict" fails=["predict-classes"] carries=["fit_classifier-*"] mistake="probability for class"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return predict_proba(params, X).max(axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="one-hot rows" replaces="predict" fails=["predict-classes"] carries=["fit_classifier-*"] mistake="one-hot for class"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    P = predict_proba(params, X)
    return one_hot(P.argmax(axis=1), P.shape[1])


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="column of classes" replaces="predict" fails=["predict-classes"] mistake="axis kept"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(predict_proba(params, X), axis=1, keepdims=True)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="single class squeezed" replaces="predict" fails=["predict-classes"] mistake="axis dropped"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.squeeze(np.argmax(predict_proba(params, X), axis=1))


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="classes as floats" replaces="predict" fails=["predict-classes"] mistake="not integers"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return predict_proba(params, X).argmax(axis=1).astype(float)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="classes counted from 1" replaces="predict" fails=["predict-classes"] carries=["fit_classifier-*"] mistake="labels counted from 1"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return predict_proba(params, X).argmax(axis=1) + 1


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="rounded probabilities" replaces="predict" fails=["predict-classes"] mistake="threshold for the largest"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(np.round(predict_proba(params, X), 1), axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="class drawn from the probabilities" replaces="predict" fails=["predict-classes"] carries=["fit_classifier-*"] mistake=""
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    rng = np.random.default_rng(0)
    return np.array([rng.choice(len(p), p=p) for p in predict_proba(params, X)])


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="smallest logit" replaces="predict" fails=["predict-classes"] carries=["fit_classifier-*"] mistake="smallest for largest"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmin(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y == y_hat))


# %% wrong="percent" replaces="predict" fails=["predict-accuracy"] carries=["fit_classifier-*"] mistake="percent"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return 100.0 * float(np.mean(y == y_hat))


# %% wrong="number of hits" replaces="predict" fails=["predict-accuracy"] mistake="count for share"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.sum(y == y_hat))


# %% wrong="share of errors" replaces="predict" fails=["predict-accuracy"] carries=["fit_classifier-*"] mistake="errors for hits"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y != y_hat))


# %% wrong="one minus the mean distance of the labels" replaces="predict" fails=["predict-accuracy"] carries=["fit_classifier-*"] mistake="distance of labels"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(1 - np.mean(np.abs(y - y_hat)))


# %% wrong="mean of the accuracies per class" replaces="predict" fails=["predict-accuracy"] mistake="classes weighted"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean([np.mean(y_hat[y == k] == k) for k in np.unique(y)]))


# %% wrong="all or nothing" replaces="predict" fails=["predict-accuracy"] mistake="all for share"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.all(y == y_hat))


# %% wrong="products of labels" replaces="predict" fails=["predict-accuracy"] carries=["fit_classifier-*"] mistake="only two classes"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y * y_hat + (1 - y) * (1 - y_hat)))


# %% wrong="whole division" replaces="predict" fails=["predict-accuracy"] mistake="all for share"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.sum(y == y_hat) // len(y))


# %% wrong="two digits kept" replaces="predict" fails=["predict-accuracy"] mistake="rounded"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return round(float(np.mean(y == y_hat)), 2)


# %% wrong="labels compared in a table" replaces="predict" fails=["predict-accuracy"] mistake="broadcast to a square"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(y[:, None] == y_hat))


# %% wrong="one value per sample" replaces="predict" fails=["predict-accuracy"] carries=["fit_classifier-*"] mistake="not averaged"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return (y == y_hat).astype(float)


# %% wrong="labels compared after sorting" replaces="predict" fails=["predict-accuracy"] mistake="compared after sorting"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    return float(np.mean(np.sort(y) == np.sort(y_hat)))


# %% wrong="printed, not returned" replaces="predict" fails=["predict-accuracy"] carries=["fit_classifier-*"] mistake="nothing returned"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    print("accuracy", np.mean(y == y_hat))


# %% wrong="labels sorted in place" replaces="predict" fails=["predict-accuracy"] mistake="inputs changed"
def predict_proba(params, X):
    Z, _ = net_forward(params, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def predict(params, X):
    return np.argmax(net_forward(params, X)[0], axis=1)


def accuracy(y, y_hat):
    hits = y == y_hat
    y.sort()
    return float(np.mean(hits))
