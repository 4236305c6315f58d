# Solutions of MLP, right and wrong, written without sight of the checks.

# %% right="modules in a list, functional activation" replaces="MLP"
class MLP(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        if activation not in ("relu", "tanh"):
            raise ValueError(f"activation is relu or tanh, not {activation!r}")
        self.f = getattr(torch, activation)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in zip(sizes, sizes[1:]))

    def forward(self, x):
        *hidden, last = self.layers
        for layer in hidden:
            x = self.f(layer(x))
        return last(x)


# %% right="one Sequential, activation classes, own start" replaces="MLP"
from collections import OrderedDict


class MLP(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        kinds = {"relu": nn.ReLU, "tanh": nn.Tanh}
        if activation not in kinds:
            raise ValueError("no such activation: " + str(activation))
        parts = OrderedDict()
        for k in range(1, len(sizes)):
            if k > 1:
                parts[f"act{k - 1}"] = kinds[activation]()
            parts[f"fc{k}"] = nn.Linear(sizes[k - 1], sizes[k])
            nn.init.kaiming_normal_(parts[f"fc{k}"].weight)
            nn.init.zeros_(parts[f"fc{k}"].bias)
        self.net = nn.Sequential(parts)

    def forward(self, x):
        return self.net(x)


# %% right="attributes by name, activation written out" replaces="MLP"
class MLP(nn.Module):
    def __init__(self, sizes, activation):
        nn.Module.__init__(self)
        self.sizes, self.activation = list(sizes), activation
        self.activate(torch.zeros(1))
        for k in range(len(sizes) - 1):
            setattr(self, f"linear{k}", nn.Linear(sizes[k], sizes[k + 1], bias=True))

    def activate(self, z):
        if self.activation == "relu":
            return torch.where(z > 0, z, torch.zeros_like(z))
        if self.activation == "tanh":
            return 2 * torch.sigmoid(2 * z) - 1
        raise ValueError(self.activation)

    def forward(self, x):
        depth = len(self.sizes) - 1
        for k in range(depth):
            x = getattr(self, f"linear{k}")(x)
            if k < depth - 1:
                x = self.activate(x)
        return x


# %% wrong="layers in a plain list" replaces="MLP" fails=["MLP-layers", "MLP-logits"] mistake="layers in a plain list"
class MLP(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        if activation not in ("relu", "tanh"):
            raise ValueError(activation)
        self.f = torch.relu if activation == "relu" else torch.tanh
        self.layers = [nn.Linear(m, n) for m, n in zip(sizes[:-1], sizes[1:])]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.f(layer(x))
        return self.layers[-1](x)


# %% wrong="softmax inside the model" replaces="MLP" fails=["MLP-logits"] mistake="softmax before the loss"
class MLP(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        kinds = {"relu": nn.ReLU, "tanh": nn.Tanh}
        if activation not in kinds:
            raise ValueError(activation)
        parts = []
        for m, n in zip(sizes[:-1], sizes[1:]):
            parts += [nn.Linear(m, n), kinds[activation]()]
        self.net = nn.Sequential(*parts[:-1], nn.Softmax(dim=1))

    def forward(self, x):
        return self.net(x)


# %% wrong="activation after the last layer too" replaces="MLP" fails=["MLP-logits"] mistake="activation on the output"
class MLP(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        kinds = {"relu": nn.ReLU, "tanh": nn.Tanh}
        if activation not in kinds:
            raise ValueError(activation)
        parts = []
        for m, n in zip(sizes[:-1], sizes[1:]):
            parts += [nn.Linear(m, n), kinds[activation]()]
        self.net = nn.Sequential(*parts)

    def forward(self, x):
        return self.net(x)


# %% wrong="always relu" replaces="MLP" fails=["MLP-logits"] mistake="activation fixed"
class MLP(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        if activation not in ("relu", "tanh"):
            raise ValueError(activation)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in zip(sizes[:-1], sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)


# %% wrong="one hidden layer used again" replaces="MLP" fails=["MLP-layers", "MLP-logits"] mistake="one layer used twice"
class MLP(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        kinds = {"relu": nn.ReLU(), "tanh": nn.Tanh()}
        if activation not in kinds:
            raise ValueError(activation)
        made = {}
        parts = []
        for pair in zip(sizes[:-1], sizes[1:]):
            if pair not in made:
                made[pair] = nn.Linear(*pair)
            parts += [made[pair], kinds[activation]]
        self.net = nn.Sequential(*parts[:-1])

    def forward(self, x):
        return self.net(x)


# %% wrong="everything else taken for tanh" replaces="MLP" fails=["MLP-logits"] mistake="any word accepted"
class MLP(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        self.f = torch.relu if activation == "relu" else torch.tanh
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in zip(sizes[:-1], sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.f(layer(x))
        return self.layers[-1](x)


# %% wrong="output squeezed" replaces="MLP" fails=["MLP-logits"] mistake="axis dropped"
class MLP(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        if activation not in ("relu", "tanh"):
            raise ValueError(activation)
        self.f = torch.relu if activation == "relu" else torch.tanh
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in zip(sizes[:-1], sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.f(layer(x))
        return self.layers[-1](x).squeeze()
