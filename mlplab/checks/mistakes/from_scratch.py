"""Mistakes of exercise 1: layers, backward passes, gradient checks, training."""

from mlplab.checks.mistakes.mistake import Mistake

MISTAKES = {
    "bias missing": Mistake(
        "This is the product of inputs and weights alone: the bias is not in it.",
        "What does a unit put out when all its inputs are 0?",
    ),
    "one bias for all": Mistake(
        "Every unit got the bias of the first one.", "How many entries does b have, and for whom?"
    ),
    "W transposed": Mistake(
        "W is transposed; it runs only because W is square.",
        "Which axis of W has one entry per unit?",
    ),
    "bias per row": Mistake(
        "The bias is added per row, so each sample got one entry of it.",
        "Does b have one entry per sample or one per unit?",
    ),
    "bias subtracted": Mistake(
        "The bias is subtracted.", "What does a unit put out when all its inputs are 0?"
    ),
    "clipped": Mistake(
        "The loss stops growing for confident wrong answers: somewhere a probability or a logit "
        "is clipped.",
        "How large is log(1 + e^z) for z = 1000, and can it be had without e^1000?",
    ),
    "probability taken for logit": Mistake(
        "The sigmoid is applied to what is a probability already, or not at all.",
        "Is z a score on the whole line, or a probability?",
    ),
    "probability missing": Mistake(
        "The label is subtracted from the logit itself.",
        "Which number between 0 and 1 does the label ask for?",
    ),
    "labels swapped": Mistake(
        "This is the answer for the labels 1 - y: the two classes are swapped.",
        "Which term of the loss stays when y = 1?",
    ),
    "logits squashed": Mistake(
        "The gradient still carries the slope of the sigmoid, p(1 - p).",
        "What is left of dL/dp times dp/dz once the fractions cancel?",
    ),
    "gradient of the sum": Mistake(
        "The gradient is that of the sum over samples, while the loss is the mean.",
        "The loss averages over the batch. What does that do to its gradient?",
    ),
    "mean instead of sum": Mistake(
        "db is averaged over the samples, while dZ holds the mean over the batch already.",
        "Each sample pushes on b with weight 1. How do the pushes combine?",
    ),
    "summed over units": Mistake(
        "db has one entry per sample: the sum ran over the units.",
        "Does b have one entry per sample or one per unit?",
    ),
    "last sample only": Mistake(
        "Only the last sample counts: each one overwrites the one before.",
        "How do the shares of several samples combine?",
    ),
    "W not transposed": Mistake(
        "dZ is multiplied by W as it stands; it runs only because W is square.",
        "Forward, column j of W feeds unit j. Backward, what does unit j send its share through?",
    ),
    "X not transposed": Mistake(
        "X is used as it stands; it runs only because the sizes agree.",
        "dW needs one entry per (input, unit). Over what is summed?",
    ),
    "activation on the output": Mistake(
        "The last layer has an activation. It should be linear: its output is a logit.",
        "How many activations does a net with two layers of weights have in acts?",
    ),
    "activation missing": Mistake(
        "At least one hidden layer has no activation.",
        "What is a linear map of a linear map?",
    ),
    "first activation everywhere": Mistake(
        "Every hidden layer uses the same activation, although acts has one pair per layer.",
        "Which pair belongs to layer 2?",
    ),
    "activations reversed": Mistake(
        "The activations are applied in the reverse order.",
        "Which pair belongs to the layer next to the input?",
    ),
    "f' at A": Mistake(
        "The derivative is taken at A = f(Z) instead of at Z.",
        "Which of Z and A does the slope want, and which of them does your cache keep?",
    ),
    "f for f'": Mistake(
        "The gradient is multiplied by the activation itself, not by its slope.",
        "What does the chain rule multiply by when it goes through A = f(Z)?",
    ),
    "f' missing": Mistake(
        "The gradient passes the activation as if it were the identity.",
        "What does the chain rule multiply by when it goes through A = f(Z)?",
    ),
    "neighbour's derivative": Mistake(
        "A hidden layer's gradient is multiplied by the derivative of a neighbouring layer.",
        "Which Z does the gradient meet when it has just passed W of layer l?",
    ),
    "derivative on the output": Mistake(
        "The gradient is multiplied by an activation's derivative at the output, which is linear.",
        "What stands between the last Z and the loss?",
    ),
    "layers left out": Mistake(
        "Not every layer takes part.",
        "How many pairs does params hold, and does the loop see them all?",
    ),
    "same slope everywhere": Mistake(
        "The slope of tanh is used for an activation that is not tanh.",
        "Which function in acts knows the slope of its own activation?",
    ),
    "biases left out": Mistake(
        "Only the gradients of the weights came back.", "What does params hold besides W?"
    ),
    "not in pairs": Mistake(
        "The gradients stand in one flat list.", "How does params keep W and b of a layer together?"
    ),
    "stops early": Mistake(
        "Some of the first layers have no gradient.",
        "How many pairs does params hold, and how many do you return?",
    ),
    "another pass": Mistake(
        "These are the gradients of another forward pass than the one whose cache was given.",
        "Where does the backward pass look for Z and A: in its cache, or somewhere else?",
    ),
    "layers reversed": Mistake(
        "The right gradients, last layer first.",
        "In which order does the docstring ask for the layers?",
    ),
    "updated W": Mistake(
        "The backward pass went through weights that had already been changed.",
        "Which W made the forward pass?",
    ),
    "X instead of A": Mistake(
        "A deeper layer's dW is computed from the network's input.",
        "What did that layer receive in the forward pass?",
    ),
    "forward difference": Mistake(
        "This is the one-sided difference (f(x + h) - f(x)) / h: its error shrinks like h, "
        "not like h squared.",
        "What happens to the h squared term when you step to both sides?",
    ),
    "backward difference": Mistake(
        "This is the one-sided difference (f(x) - f(x - h)) / h: its error shrinks like h, "
        "not like h squared.",
        "What happens to the h squared term when you step to both sides?",
    ),
    "divided by h": Mistake(
        "The two-sided difference is divided by h: every entry is twice the slope.",
        "How far apart are the two points?",
    ),
    "x not restored": Mistake(
        "After the call x is not what it was, bit for bit.",
        "Does x + h - h give back x exactly in floating point?",
    ),
    "x not perturbed": Mistake(
        "f looked at the array it was given and never saw it change: a copy was perturbed.",
        "f may close over x itself. Which array must move?",
    ),
    "h ignored": Mistake(
        "The step does not follow the argument h.", "Is a number written where h belongs?"
    ),
    "several entries at once": Mistake(
        "Several entries of x were moved together.",
        "How many numbers may change between the two evaluations for one entry of g?",
    ),
    "element-wise error": Mistake(
        "The error is computed entry by entry: one tiny entry blows it up.",
        "Which norms stand in the docstring, and what are they taken over?",
    ),
    "one-sided norm": Mistake(
        "Only one of the two norms stands in the denominator.",
        "Which norms stand below in the docstring, and how many of them?",
    ),
    "difference of norms": Mistake(
        "Only the sizes are compared: two different arrays of equal size look the same.",
        "Which comes first in the docstring: the norm or the difference?",
    ),
    "epsilon added": Mistake(
        "A small number is added to the denominator; for small arrays it is not small.",
        "When exactly does the denominator need help?",
    ),
    "norm of the sum": Mistake(
        "The denominator is the norm of a sum, which can be 0 for two large arrays.",
        "Which comes first in the docstring: the norm or the sum?",
    ),
    "0/0": Mistake(
        "Two arrays of zeros agree perfectly, so their error is 0.",
        "What is the denominator when both norms are 0?",
    ),
    "largest entry": Mistake(
        "This is the largest entry, where the docstring asks for the norm.",
        "Which norm does np.linalg.norm take of an array with two axes?",
    ),
    "squared norms": Mistake(
        "These are squared norms: the square root is missing.",
        "What is the norm of the vector (3, 4)?",
    ),
    "everything is wrong": Mistake(
        "Gradients that are right were reported.",
        "How different may two computations of the same gradient be?",
    ),
    "nothing is wrong": Mistake(
        "Gradients that are wrong were not reported.",
        "How large is the relative error of a gradient that is off by a factor?",
    ),
    "not a set": Mistake(
        "The names are right to collect, but not in a set.",
        "Does the docstring ask for a list or for a set?",
    ),
    "layers counted from 0": Mistake(
        "The names count layers from 0.", "What is the first layer's weight called in this course?"
    ),
    "biases not checked": Mistake(
        "A wrong bias gradient went unnoticed.", "What is in params besides the weights?"
    ),
    "absolute tolerance": Mistake(
        "A small gradient is wrong by a factor, and was not reported.",
        "How large may an error of 0.005 look beside a gradient of 0.005?",
    ),
    "norms compared": Mistake(
        "A gradient of the right size that points the wrong way was not reported.",
        "Which comes first: the difference or the norm?",
    ),
    "nan not noticed": Mistake(
        "A gradient that holds nan was not reported.", "What does every comparison with nan answer?"
    ),
    "scheme ignored": Mistake(
        "Every scheme gives the same spread.", "Which argument selects the variance?"
    ),
    "variance for standard deviation": Mistake(
        "The variance is the square of the wanted one: a square root is missing.",
        "Does rng.normal take a variance or a standard deviation?",
    ),
    "fan_out": Mistake(
        "The variance belongs to a layer whose two sizes are swapped: fan_out stands for fan_in.",
        "How many terms does one entry of Z = X @ W add up?",
    ),
    "fan_in alone": Mistake(
        "The variance looks at one of the two sizes only, or adds them where they do not belong.",
        "Which sizes stand in the variance of this scheme?",
    ),
    "sizes of the first layer": Mistake(
        "The variance of a later layer is computed from the sizes of the first.",
        "Which two sizes belong to each layer?",
    ),
    "uniform bound": Mistake(
        "The variance is a third of the wanted one: uniform(-s, s) has variance s^2 / 3.",
        "Which bound gives a uniform draw the variance you want?",
    ),
    "same draw": Mistake(
        "Layers of equal size got exactly the same numbers.",
        "Is the generator created once, or once per layer?",
    ),
    "re-seeded": Mistake(
        "Two generators in different states gave the same weights.",
        "Does every draw come from the rng that was passed in?",
    ),
    "global state": Mistake(
        "The global random state moved: a draw did not come from rng.",
        "Which calls of np.random.something are left?",
    ),
    "not reproducible": Mistake(
        "The same seed gave two different networks.", "Which draw does not come from rng?"
    ),
    "biases not zero": Mistake("The biases are not 0.", "What does the docstring say about b?"),
    "off-centre": Mistake(
        "The weights are not centred on 0.", "What is the mean of rng.random, or of your draw?"
    ),
    "bias counted": Mistake(
        "The norm includes the bias gradient.", "Which array of each pair is asked for?"
    ),
    "reversed": Mistake(
        "The right numbers, last layer first.", "Which layer comes first in the docstring?"
    ),
    "layer missing": Mistake(
        "There is not one number per layer.", "How many pairs does params hold?"
    ),
    "norm of W": Mistake(
        "These are the norms of the weights, not of their gradients.",
        "What does gradient flow measure: the weights or how much the loss moves with them?",
    ),
    "mean of entries": Mistake(
        "This is an average over entries, where the docstring asks for the norm.",
        "How does the norm of a matrix depend on its number of entries?",
    ),
    "root mean square": Mistake(
        "This is a root mean square over entries: the norm divided by a size.",
        "How does the norm of a matrix depend on its number of entries?",
    ),
    "sum of entries": Mistake(
        "This is a sum of absolute values, not the root of a sum of squares.",
        "What is the norm of the vector (3, 4)?",
    ),
    "spectral norm": Mistake(
        "This is the largest singular value; the norm over all entries is asked for.",
        "Which norm does np.linalg.norm take of a matrix by default?",
    ),
    "with N": Mistake(
        "Every norm is N times too large: the mean over the batch is missing.",
        "Where in this course does 1/N enter?",
    ),
    "nothing moved": Mistake(
        "The parameters that come back are the ones that went in.",
        "Is the result of the update kept?",
    ),
    "ascent": Mistake(
        "The step goes uphill: the gradient is added.", "Which direction lowers the loss?"
    ),
    "one epoch too many": Mistake(
        "One update too many was made.", "How many updates are asked for?"
    ),
    "one epoch too few": Mistake("One update too few was made.", "How many updates are asked for?"),
    "one loss too many": Mistake(
        "There is one loss more than there were updates.",
        "Is a loss noted before each update, or after the last one as well?",
    ),
    "loss after the update": Mistake(
        "The history holds the losses after each update.",
        "Which loss belongs to the parameters you were given?",
    ),
    "biases frozen": Mistake(
        "The biases never move.", "Which of the two arrays of each pair is updated?"
    ),
    "one layer at a time": Mistake(
        "The layers were not all updated from the same gradients.",
        "When is each gradient computed, and when is it used?",
    ),
    "lr ignored": Mistake("The step does not follow lr.", "Where does lr enter the update?"),
    "lam ignored": Mistake(
        "The step does not follow lam.",
        "What is the derivative of 0.5 lam x^2?",
    ),
    "lam twice": Mistake("lam enters twice.", "What is the derivative of 0.5 lam x^2?"),
    "loss for slope": Mistake(
        "The step follows the loss, not its slope.", "What is the derivative of 0.5 lam x^2?"
    ),
    "start missing": Mistake(
        "The list does not begin with the starting point 1.",
        "How many points are there before the first step?",
    ),
    "losses instead of iterates": Mistake(
        "These are losses; the positions x are asked for.", "What does the list hold?"
    ),
    "sign lost": Mistake("The numbers are right up to their sign.", "Can a position be negative?"),
    "only the last": Mistake(
        "Only the end is returned.", "Does the docstring ask for a number or for a list?"
    ),
    "gradient not recomputed": Mistake(
        "Every step uses the gradient of the start.",
        "Does the slope stay the same on the way down?",
    ),
    "nan passes": Mistake(
        "A run that ended in nan or inf was not called failed.",
        "What does every comparison with nan answer?",
    ),
    "frozen passes": Mistake(
        "A run frozen at the loss of a blind guess was not called failed, although it learnt "
        "nothing.",
        "Which loss does a model have that always answers with equal odds?",
    ),
    "growth passes": Mistake(
        "A run that ended above its start was not called failed.",
        "Is a loss that grew and did not become nan a success?",
    ),
    "rule order": Mistake(
        "The rules were not applied in the order of the docstring.",
        "Which rule comes first when two of them apply?",
    ),
    "threshold": Mistake(
        "A run close to the limit of a rule fell on the wrong side.",
        "Which number, and which of < and <=, does the docstring give?",
    ),
}
