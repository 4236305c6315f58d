# Solutions of LeakyReLUFn, right and wrong, written without sight of the checks.

# %% right="slopes saved, where" replaces="LeakyReLUFn"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        slope = torch.where(x > 0, torch.ones_like(x), torch.full_like(x, alpha))
        ctx.save_for_backward(slope)
        return x * slope

    @staticmethod
    def backward(ctx, grad_output):
        (slope,) = ctx.saved_tensors
        return slope * grad_output, None


# %% right="absolute value and sign" replaces="LeakyReLUFn"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.save_for_backward(x)
        ctx.half_sum, ctx.half_gap = (1 + alpha) / 2, (1 - alpha) / 2
        return ctx.half_sum * x + ctx.half_gap * x.abs()

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * (ctx.half_sum + ctx.half_gap * x.sign()), None


# %% right="masks on clones, context set up apart" replaces="LeakyReLUFn"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(x, alpha):
        out = x.clone()
        out[x < 0] *= alpha
        return out

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, ctx.alpha = inputs
        ctx.save_for_backward(x < 0)

    @staticmethod
    def backward(ctx, grad_output):
        dx = grad_output.clone()
        dx[ctx.saved_tensors[0]] *= ctx.alpha
        return dx, None


# %% wrong="upstream gradient ignored" replaces="LeakyReLUFn" fails=["LeakyReLUFn-backward"] mistake="upstream ignored"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.save_for_backward(x)
        ctx.alpha = alpha
        return torch.where(x > 0, x, alpha * x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, torch.ones_like(x), torch.full_like(x, ctx.alpha)), None


# %% wrong="no gradient for alpha" replaces="LeakyReLUFn" fails=["LeakyReLUFn-backward"] mistake="one gradient per input"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.save_for_backward(x)
        ctx.alpha = alpha
        return torch.where(x > 0, x, alpha * x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, grad_output, ctx.alpha * grad_output)


# %% wrong="sign of the output tested" replaces="LeakyReLUFn" fails=["LeakyReLUFn-backward"] mistake="sign of the output"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        out = torch.where(x >= 0, x, alpha * x)
        ctx.save_for_backward(out)
        ctx.alpha = alpha
        return out

    @staticmethod
    def backward(ctx, grad_output):
        (out,) = ctx.saved_tensors
        return torch.where(out >= 0, grad_output, ctx.alpha * grad_output), None


# %% wrong="slope .01 whatever alpha" replaces="LeakyReLUFn" fails=["LeakyReLUFn-backward"] mistake="another alpha"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha=0.01):
        ctx.save_for_backward(x)
        return torch.where(x > 0, x, alpha * x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, grad_output, 0.01 * grad_output), None


# %% wrong="mask kept on the class" replaces="LeakyReLUFn" fails=["LeakyReLUFn-backward"] mistake="another alpha"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        LeakyReLUFn.slope = torch.where(x > 0, torch.ones_like(x), torch.full_like(x, alpha))
        return x * LeakyReLUFn.slope

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * LeakyReLUFn.slope, None


# %% wrong="negative entries scaled in x itself" replaces="LeakyReLUFn" fails=["LeakyReLUFn-backward"] mistake="inputs changed"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        negative = x < 0
        ctx.save_for_backward(negative)
        ctx.alpha = alpha
        x[negative] *= alpha
        return x.clone()

    @staticmethod
    def backward(ctx, grad_output):
        (negative,) = ctx.saved_tensors
        return torch.where(negative, ctx.alpha * grad_output, grad_output), None


# %% wrong="larger of x and alpha" replaces="LeakyReLUFn" fails=["LeakyReLUFn-forward"] mistake="alpha as a floor"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.save_for_backward(x)
        ctx.alpha = alpha
        return x.clamp(min=alpha)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, grad_output, ctx.alpha * grad_output), None


# %% wrong="alpha where x is above 0" replaces="LeakyReLUFn" fails=["LeakyReLUFn-backward", "LeakyReLUFn-forward"] mistake="alpha above 0"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.save_for_backward(x)
        ctx.alpha = alpha
        return torch.where(x > 0, alpha * x, x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, ctx.alpha * grad_output, grad_output), None


# %% wrong="left to autograd" replaces="LeakyReLUFn" fails=["LeakyReLUFn-forward"] mistake="no Function of its own"
class LeakyReLUFn:
    @staticmethod
    def apply(x, alpha):
        return torch.where(x > 0, x, alpha * x)


# %% wrong="gradient of a plain relu" replaces="LeakyReLUFn" fails=["LeakyReLUFn-backward"] mistake="no slope below 0"
class LeakyReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.save_for_backward(x)
        return torch.maximum(x, alpha * x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * (x > 0), None
