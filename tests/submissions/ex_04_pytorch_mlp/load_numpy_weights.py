# Solutions of load_numpy_weights, right and wrong, written without sight of the checks.

# %% right="copy_ into the linear modules" replaces="load_numpy_weights"
def load_numpy_weights(model, params):
    linears = filter(lambda m: isinstance(m, nn.Linear), model.modules())
    with torch.no_grad():
        for layer, (W, b) in zip(linears, params):
            layer.weight.copy_(torch.tensor(W).t())
            layer.bias.copy_(torch.tensor(b))


# %% right="new data by index, einsum for the transpose" replaces="load_numpy_weights"
def load_numpy_weights(model, params):
    layers = [m for _, m in model.named_modules() if isinstance(m, nn.Linear)]
    for k in range(len(params)):
        W, b = params[k]
        layers[k].weight.data = torch.from_numpy(np.einsum("io->oi", W).copy())
        layers[k].bias.data = torch.from_numpy(np.array(b, copy=True))


# %% right="through the state of the model" replaces="load_numpy_weights"
def load_numpy_weights(model, params):
    state = model.state_dict()
    names = [name for name, m in model.named_modules() if isinstance(m, nn.Linear)]
    for name, (W, b) in zip(names, params):
        prefix = name + "." if name else ""
        state[prefix + "weight"] = torch.tensor(np.transpose(W))
        state[prefix + "bias"] = torch.tensor(b)
    model.load_state_dict(state)


# %% wrong="transposed only where the shapes differ" replaces="load_numpy_weights" fails=["load_numpy_weights-parity", "load_numpy_weights-weights"] mistake="weight not transposed"
def load_numpy_weights(model, params):
    layers = [m for m in model.modules() if isinstance(m, nn.Linear)]
    with torch.no_grad():
        for layer, (W, b) in zip(layers, params):
            if W.shape != tuple(layer.weight.shape):
                W = W.T
            layer.weight.copy_(torch.tensor(W))
            layer.bias.copy_(torch.tensor(b))


# %% wrong="reshaped instead of transposed" replaces="load_numpy_weights" fails=["load_numpy_weights-parity", "load_numpy_weights-weights"] mistake="reshaped, not transposed"
def load_numpy_weights(model, params):
    layers = [m for m in model.modules() if isinstance(m, nn.Linear)]
    with torch.no_grad():
        for layer, (W, b) in zip(layers, params):
            layer.weight.copy_(torch.tensor(W).reshape(layer.weight.shape))
            layer.bias.copy_(torch.tensor(b))


# %% wrong="memory shared with the arrays" replaces="load_numpy_weights" fails=["load_numpy_weights-memory"] mistake="shared memory"
def load_numpy_weights(model, params):
    layers = [m for m in model.modules() if isinstance(m, nn.Linear)]
    for layer, (W, b) in zip(layers, params):
        layer.weight.data = torch.from_numpy(W).T
        layer.bias.data = torch.from_numpy(b)


# %% wrong="biases keep their start" replaces="load_numpy_weights" fails=["load_numpy_weights-parity", "load_numpy_weights-weights"] mistake="bias not loaded"
def load_numpy_weights(model, params):
    layers = [m for m in model.modules() if isinstance(m, nn.Linear)]
    with torch.no_grad():
        for layer, (W, b) in zip(layers, params):
            layer.weight.copy_(torch.tensor(W.T))


# %% wrong="parameters frozen" replaces="load_numpy_weights" fails=["load_numpy_weights-memory"] mistake="gradient no longer asked for"
def load_numpy_weights(model, params):
    layers = [m for m in model.modules() if isinstance(m, nn.Linear)]
    for layer, (W, b) in zip(layers, params):
        layer.weight = nn.Parameter(torch.tensor(W.T), requires_grad=False)
        layer.bias = nn.Parameter(torch.tensor(b), requires_grad=False)


# %% wrong="first layer only" replaces="load_numpy_weights" fails=["load_numpy_weights-parity", "load_numpy_weights-weights"] mistake="layer not loaded"
def load_numpy_weights(model, params):
    with torch.no_grad():
        for layer in model.modules():
            if isinstance(layer, nn.Linear):
                W, b = params[0]
                layer.weight.copy_(torch.tensor(W.T))
                layer.bias.copy_(torch.tensor(b))
                return


# %% wrong="layers of layers not seen" replaces="load_numpy_weights" fails=["load_numpy_weights-weights"] mistake="layer not loaded"
def load_numpy_weights(model, params):
    layers = [m for m in model.children() if isinstance(m, nn.Linear)]
    with torch.no_grad():
        for layer, (W, b) in zip(layers, params):
            layer.weight.copy_(torch.tensor(W.T))
            layer.bias.copy_(torch.tensor(b))
