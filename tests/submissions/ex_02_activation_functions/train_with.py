# Solutions of train_with, right and wrong, written without sight of the checks.

# %% right="threshold 0 on the logits" replaces="train_with"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% right="probability above one half, own sigmoid" replaces="train_with"
def train_with(act, lr, seed):
    rng = np.random.default_rng(seed)
    net = Net((2, 16, 16, 1), ACTS[act], rng)
    accuracies = []
    while len(accuracies) < 300:
        net.step(MOONS_X, MOONS_Y, lr)
        p = 0.5 + 0.5 * np.tanh(0.5 * net.forward(MOONS_X))
        guess = np.where(p >= 0.5, 1.0, 0.0)
        accuracies.append(np.sum(guess == MOONS_Y) / MOONS_Y.size)
    return accuracies


# %% right="one error counted at a time, another stream of the seed" replaces="train_with"
def accuracy_of(net):
    wrong = 0
    for z, y in zip(np.ravel(net.forward(MOONS_X)), np.ravel(MOONS_Y)):
        wrong += (z > 0) != bool(y)
    return 1 - wrong / len(MOONS_Y)


def train_with(act, lr, seed):
    start = np.random.Generator(np.random.PCG64([seed, 17]))
    net = Net([2] + [16] * 2 + [1], ACTS[act], start)
    history = [0.0] * 300
    for epoch in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        history[epoch] = float(accuracy_of(net))
    return history


# %% right="generator of accuracies, rows shuffled, prints" replaces="train_with"
def train_with(act, lr, seed):
    rng = np.random.default_rng(seed)
    net = Net([2, 16, 16, 1], ACTS[act], rng)

    def run():
        for epoch in range(300):
            order = rng.permutation(len(MOONS_X))
            net.step(MOONS_X[order], MOONS_Y[order], lr)
            agree = np.sign(net.forward(MOONS_X)) == 2 * MOONS_Y - 1
            if epoch % 100 == 0:
                print(act, epoch, agree.mean())
            yield float(np.mean(agree))

    return list(run())


# %% right="accuracy before each step, first one dropped" replaces="train_with"
def train_with(act, lr, seed):
    X, y = MOONS_X.copy(), MOONS_Y.copy()
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    seen = np.empty(301)
    for epoch in range(301):
        z = net.forward(X)
        seen[epoch] = np.mean((z.ravel() > 0) == y.ravel())
        if epoch < 300:
            net.step(X, y, lr)
    return seen[1:].tolist()


# %% wrong="accuracy before each step" replaces="train_with" fails=["train_with-history"] mistake="accuracy before the step"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
        net.step(MOONS_X, MOONS_Y, lr)
    return history


# %% wrong="start counted as an epoch" replaces="train_with" fails=["train_with-history"] mistake="one epoch too many"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = [float(np.mean((net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)))]
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        history.append(float(np.mean((net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5))))
    return history


# %% wrong="one epoch short" replaces="train_with" fails=["train_with-history"] mistake="one epoch too few"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(1, 300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="one hundred epochs" replaces="train_with" fails=["train_with-history"] mistake="number of epochs"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(100):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="logits against .5" replaces="train_with" fails=["train_with-history"] mistake="logits taken for probabilities"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0.5) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="logits rounded" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="logits rounded"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = np.round(net.forward(MOONS_X)) == MOONS_Y
        history.append(float(correct.mean()))
    return history


# %% wrong="sigmoid against 0" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="always the same answer"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (1 / (1 + np.exp(-net.forward(MOONS_X))) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="sigmoid twice" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="always the same answer"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (sigmoid(sigmoid(net.forward(MOONS_X))) > 0.5) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="argmax of one column" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="always the same answer"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = np.argmax(net.forward(MOONS_X), axis=1) == MOONS_Y.ravel()
        history.append(float(correct.mean()))
    return history


# %% wrong="column against row" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="always the same answer"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y.ravel() > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="sign against 0 and 1" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="labels -1 and 1"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = np.sign(net.forward(MOONS_X)) == MOONS_Y
        history.append(float(correct.mean()))
    return history


# %% wrong="share of errors" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="the rest"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) != (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="loss for accuracy" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="losses instead of accuracies"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = np.logaddexp(0, net.forward(MOONS_X)) - MOONS_Y * net.forward(MOONS_X)
        history.append(float(correct.mean()))
    return history


# %% wrong="per cent" replaces="train_with" fails=["train_with-history", "train_with-arguments"] mistake="not a share"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(100 * correct.mean()))
    return history


# %% wrong="count of hits" replaces="train_with" fails=["train_with-history", "train_with-arguments"] mistake="not a share"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.sum()))
    return history


# %% wrong="recall of the second class" replaces="train_with" fails=["train_with-history"] mistake="one class only"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct[MOONS_Y > 0.5].mean()))
    return history


# %% wrong="best accuracy so far" replaces="train_with" fails=["train_with-history"] mistake="best so far"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return np.maximum.accumulate(history).tolist()


# %% wrong="running mean" replaces="train_with" fails=["train_with-history"] mistake="smoothed"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return (np.cumsum(history) / np.arange(1, 301)).tolist()


# %% wrong="rounded to one digit" replaces="train_with" fails=["train_with-history"] mistake="accuracies rounded"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(round(float(correct.mean()), 1))
    return history


# %% wrong="seed fixed at 0" replaces="train_with" fails=["train_with-arguments"] mistake="seed ignored"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(0))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="no seed" replaces="train_with" fails=["train_with-arguments"] mistake="not reproducible"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng())
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="global state seeded, generator not" replaces="train_with" fails=["train_with-history", "train_with-arguments"] mistake="not reproducible"
def train_with(act, lr, seed):
    np.random.seed(seed)
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng())
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="learning rate fixed" replaces="train_with" fails=["train_with-history", "train_with-learns"] mistake="lr ignored"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, 0.3)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="learning rate decays" replaces="train_with" fails=["train_with-history"] mistake="lr ignored"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for epoch in range(300):
        net.step(MOONS_X, MOONS_Y, lr / (1 + epoch))
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="ReLU whatever is asked" replaces="train_with" fails=["train_with-arguments"] mistake="act ignored"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS["relu"], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="one hidden layer" replaces="train_with" fails=["train_with-history"] mistake="another network"
def train_with(act, lr, seed):
    net = Net([2, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="new network every epoch" replaces="train_with" fails=["train_with-history", "train_with-arguments"] mistake="nothing moved"
def train_with(act, lr, seed):
    history = []
    for _ in range(300):
        net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="ten steps per epoch" replaces="train_with" fails=["train_with-history"] mistake="batches instead of all"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        for _ in range(10):
            net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="mini-batches of 20" replaces="train_with" fails=["train_with-history"] mistake="batches instead of all"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        for k in range(0, 200, 20):
            net.step(MOONS_X[k : k + 20], MOONS_Y[k : k + 20], lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="learns from one class" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="batches instead of all"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X[MOONS_Y[:, 0] > 0], MOONS_Y[MOONS_Y[:, 0] > 0], lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="accuracy of the first twenty" replaces="train_with" fails=["train_with-history"] mistake="part of the data"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct[:20].mean()))
    return history


# %% wrong="stops once all are right" replaces="train_with" fails=["train_with-history"] mistake="number of epochs"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
        if history[-1] == 1.0:
            break
    return history


# %% wrong="no step at all" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="nothing moved"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="uphill" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="ascent"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, -lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="labels exchanged for the step" replaces="train_with" fails=["train_with-arguments", "train_with-learns"] mistake="labels swapped"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, 1 - MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="last accuracy only" replaces="train_with" fails=["train_with-history", "train_with-arguments"] mistake="only the last"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history[-1]


# %% wrong="network and history" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake=""
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return net, history


# %% wrong="one network for all calls" replaces="train_with" fails=["train_with-arguments"] mistake="not reproducible"
nets = {}


def train_with(act, lr, seed):
    if act not in nets:
        nets[act] = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    net, history = nets[act], []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        history.append(float(np.mean((net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5))))
    return history


# %% wrong="data standardised in place" replaces="train_with" fails=["train_with-history"] mistake=""
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    global MOONS_X
    MOONS_X -= MOONS_X.mean(axis=0)
    MOONS_X /= 1.1 * MOONS_X.std(axis=0)
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
    return history


# %% wrong="return forgotten" replaces="train_with" fails=["train_with-history", "train_with-arguments", "train_with-learns"] mistake="nothing returned"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))


# %% wrong="return inside the loop" replaces="train_with" fails=["train_with-history", "train_with-arguments"] mistake="only the last"
def train_with(act, lr, seed):
    net = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed))
    history = []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        correct = (net.forward(MOONS_X) > 0) == (MOONS_Y > 0.5)
        history.append(float(correct.mean()))
        return history
