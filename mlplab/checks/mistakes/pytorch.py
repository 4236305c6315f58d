"""Mistakes of exercise 4: tensors, modules, training loops."""

from mlplab.checks.mistakes.mistake import Mistake

MISTAKES = {
    # --- tensors and gradients ------------------------------------------------------------------
    "not a tensor": Mistake(
        "The result is no torch tensor.",
        "Which call turns a NumPy array into a tensor?",
    ),
    "wrong dtype": Mistake(
        "The tensor holds another kind of number than the loss asks for.",
        "Which dtype does cross-entropy want for class numbers, and which does a squared error?",
    ),
    "(N,) against (N, 1)": Mistake(
        "The targets are a row, while predictions are a column: their difference is N by N, and "
        "no error is raised.",
        "Which shape do the predictions of a network with one output have?",
    ),
    "any word accepted": Mistake(
        "A word that the docstring does not allow is taken for one of the others.",
        "What happens when a learner mistypes the word?",
    ),
    "gradients pile up": Mistake(
        "The gradient is added to one that was there before.",
        "What does backward() do with a .grad that is not empty?",
    ),
    "value for gradient": Mistake(
        "This is the value of f, not its gradient.", "Which shape does a gradient have?"
    ),
    "not a leaf": Mistake(
        "The gradient was looked for at a result: only a leaf gets a .grad.",
        "Does a clone of x hang on the graph of x?",
    ),
    "shape lost": Mistake(
        "The right numbers of entries in another shape.", "Which shape does a gradient have?"
    ),
    "x touched": Mistake(
        "x is not what it was: its numbers, its .grad, or whether it asks for a gradient.",
        "On which tensor do you ask for the gradient: on x, or on one of your own?",
    ),
    "graph kept": Mistake(
        "A tensor still hangs on the graph that made it.",
        "Which call gives the numbers of a tensor without its history?",
    ),
    "parameter rebound": Mistake(
        "The parameters that were passed in did not move: other tensors got the new numbers.",
        "Which operation changes a tensor instead of making another one?",
    ),
    "gradients not cleared": Mistake(
        "The gradient of this step is still there at the next one, which adds its own to it.",
        "What has to be in .grad when the next backward pass begins?",
    ),
    "gradient no longer asked for": Mistake(
        "A parameter has requires_grad False afterwards: no optimizer will move it.",
        "Which call switched the gradient off, or replaced the parameter?",
    ),
    "stops at None": Mistake(
        "After a parameter without a gradient, the others are not updated.",
        "Does a missing gradient concern one parameter or all that follow?",
    ),
    # --- modules --------------------------------------------------------------------------------
    "layers in a plain list": Mistake(
        "The module has no parameters: its layers are stored where it does not look.",
        "Which containers register the modules that they hold?",
    ),
    "no bias": Mistake(
        "There is a weight per layer and no bias.", "What does a unit put out for an input of 0?"
    ),
    "one layer used twice": Mistake(
        "There are fewer weights than layers: one layer object stands in several places.",
        "How many times is nn.Linear called?",
    ),
    "shared by all networks": Mistake(
        "Two networks have the same weights: training one changes the other.",
        "Do the layers belong to the class or to the object?",
    ),
    "softmax before the loss": Mistake(
        "The outputs are squashed to probabilities, and cross-entropy will squash them again.",
        "What does nn.CrossEntropyLoss do with its input before it takes the logarithm?",
    ),
    "activation fixed": Mistake(
        "The network bends with another activation than the one asked for.",
        "Where does the argument activation enter?",
    ),
    "graph cut": Mistake(
        "The loss does not reach every parameter: somewhere in forward the graph ends.",
        "Which calls in forward give numbers without their history?",
    ),
    "weight not transposed": Mistake(
        "A weight has the layout of NumPy; it runs only because the layer is square.",
        "What is the shape of nn.Linear(2, 5).weight?",
    ),
    "reshaped, not transposed": Mistake(
        "The numbers of a weight were filled into the other shape in their old order.",
        "Where does W[0, 1] belong in the transposed matrix?",
    ),
    "layer not loaded": Mistake(
        "A linear layer still has its random start.",
        "Are all linear layers found, those inside other modules too?",
    ),
    "bias not loaded": Mistake(
        "A bias still has its random start.", "What does each pair in params hold?"
    ),
    "through float32": Mistake(
        "The weights agree to seven digits only: they went through float32.",
        "Which dtype does the tensor get on its way from array to parameter?",
    ),
    "not only the linear layers": Mistake(
        "A module of another kind was changed.",
        "Which modules of the model have a pair in params?",
    ),
    "shared memory": Mistake(
        "Network and arrays use the same memory: a change of one is a change of the other.",
        "Which calls copy numbers, and which ones only look at them?",
    ),
    # --- a Function of its own ------------------------------------------------------------------
    "no Function of its own": Mistake(
        "Autograd found the gradient by itself, so backward is never called.",
        "Which class makes .apply run forward and backward as you wrote them?",
    ),
    "alpha above 0": Mistake(
        "alpha is applied where x is above 0.", "On which side of 0 is the function flatter?"
    ),
    "one gradient per input": Mistake(
        "backward gives back more or fewer results than forward has inputs.",
        "What does backward give back for an input that needs no gradient?",
    ),
    "alpha as a floor": Mistake(
        "This is the larger of x and alpha.", "What is the function at x = -1?"
    ),
    "another alpha": Mistake(
        "The slope below 0 is not this call's alpha.",
        "Where does alpha wait between forward and backward, and who else writes there?",
    ),
    "upstream ignored": Mistake(
        "This is the slope alone: what arrived from above is not in it.",
        "What does the chain rule multiply the slope by?",
    ),
    "upstream passed on": Mistake(
        "The gradient passes as if the function were the identity.",
        "What is the slope below 0?",
    ),
    "no slope below 0": Mistake(
        "Nothing passes where x is below 0: this is the gradient of a plain ReLU.",
        "What is the slope below 0?",
    ),
    "upstream summed": Mistake(
        "What arrived is added up over the entries.",
        "Which entries of the output does one entry of x reach?",
    ),
    "sign of the output": Mistake(
        "The slope is chosen by the sign of the output, which is 0 for every negative x when "
        "alpha is 0.",
        "At which number is the slope of an activation taken?",
    ),
    "sign of the upstream": Mistake(
        "The slope is chosen by the sign of what arrived, not by that of x.",
        "At which number is the slope of an activation taken?",
    ),
    # --- training and evaluation ----------------------------------------------------------------
    "zero_grad missing": Mistake(
        "The weights moved by the sum of all gradients so far: none was ever cleared.",
        "What is in .grad when the second batch goes backward?",
    ),
    "only one batch": Mistake(
        "The weights are those after a single batch.", "How many updates does an epoch make?"
    ),
    "one step per epoch": Mistake(
        "The weights moved once, by the gradients of the whole epoch.",
        "When does the optimizer step: per batch or per epoch?",
    ),
    "loss_fn ignored": Mistake(
        "The weights follow another loss than loss_fn.", "Which loss was passed in?"
    ),
    "mean of batch means": Mistake(
        "The batches count alike, although the last one is smaller.",
        "How many samples stand behind each batch's mean?",
    ),
    "last batch only": Mistake(
        "This is the number of a single batch.", "Which batches does an epoch have?"
    ),
    "sum of batch losses": Mistake(
        "The batch means are added up.", "What has to be done with a mean before it is added?"
    ),
    "sum over samples": Mistake(
        "This is the sum over the samples, not the mean.", "By what is a sum divided at the end?"
    ),
    "divided by samples twice": Mistake(
        "A mean over a batch is divided by the number of samples once more.",
        "What has to be done with a mean before it is added?",
    ),
    "divided by the batches": Mistake(
        "A sum over samples is divided by the number of batches.",
        "How many terms does the sum have?",
    ),
    "loss kept as a tensor": Mistake(
        "A result is a tensor, which may drag its graph along.",
        "Which call gives the plain number in a tensor?",
    ),
    "not in train mode": Mistake(
        "The model was trained in eval mode: dropout would have been off.",
        "In which mode does the model arrive, and who changes it?",
    ),
    "not in eval mode": Mistake(
        "The model looked at the data in train mode: dropout would have made the result random.",
        "Which call prepares a model for evaluation?",
    ),
    "graph recorded": Mistake(
        "The forward pass recorded a graph that nobody needs.",
        "Inside which context does PyTorch record nothing?",
    ),
    "mode not restored": Mistake(
        "The model is not in the mode in which it came.",
        "What was model.training before the call?",
    ),
    "autograd left off": Mistake(
        "After the call no graph is recorded any more, anywhere.",
        "How long should recording be off, and who switches it on again?",
    ),
    "per cent for a share": Mistake(
        "This is 100 times the share.", "Between which numbers does a share lie?"
    ),
    "count for a share": Mistake(
        "This is how many were right, not which share.", "By what is the count divided?"
    ),
    "errors counted": Mistake(
        "This is the share of mistakes.", "Does accuracy count what is right or what is wrong?"
    ),
    # --- early stopping -------------------------------------------------------------------------
    "never stops": Mistake("It never stops.", "Who counts the epochs without an improvement?"),
    "patience off by one": Mistake(
        "It stops one epoch too early or too late.",
        "Which epoch in a row without an improvement is the one that stops?",
    ),
    "larger counts as better": Mistake(
        "A larger loss counts as an improvement.", "Is a loss better when it is lower or higher?"
    ),
    "counter not reset": Mistake(
        "Epochs without an improvement are counted over the whole run.",
        "What happens to the count when there is an improvement?",
    ),
    "equal counts as better": Mistake(
        "A loss that is lower by exactly min_delta, or not lower at all, counts as an improvement.",
        "Does the docstring say at least, or more than?",
    ),
    "compared with the last epoch": Mistake(
        "The loss is compared with that of the epoch before.",
        "Lower than which loss is an improvement?",
    ),
    "min_delta ignored": Mistake(
        "A loss that is lower by less than min_delta counts as an improvement.",
        "By how much must a loss be lower?",
    ),
    "best too low": Mistake(
        "A first loss, or one below 0, does not count as an improvement although nothing better "
        "was seen.",
        "Which best loss does the first loss have to beat?",
    ),
    "min_delta of the wrong sign": Mistake(
        "A loss that is a little higher than the best counts as an improvement.",
        "On which side of the best loss does an improvement lie?",
    ),
    "ratio for difference": Mistake(
        "min_delta is taken as a share of the best loss.", "What is min_delta compared with?"
    ),
    "magnitudes compared": Mistake(
        "Below 0 a lower loss counts as a worse one.", "Which is lower, -2 or -1?"
    ),
    "best creeps": Mistake(
        "The best loss follows steps that are smaller than min_delta.",
        "When does a loss become the new best?",
    ),
    "nan counts as better": Mistake(
        "A nan counts as an improvement, or starts the count again.",
        "What does every comparison with nan answer?",
    ),
    "best weights not copied": Mistake(
        "What was kept as the best weights changed together with the model.",
        "Does state_dict() hold numbers of its own?",
    ),
    "last weights for best": Mistake(
        "The weights of the last epoch came back.", "In which epochs are the weights to be kept?"
    ),
    "first weights kept": Mistake(
        "The weights of the first epoch came back.", "When are the weights to be kept?"
    ),
    "best weights not restored": Mistake(
        "The model does not have its best weights at the end.",
        "Who puts the best weights back, and in which cases?",
    ),
    # --- schedules and the whole loop -----------------------------------------------------------
    "straight line": Mistake(
        "The rate falls in a straight line.", "Where does the cosine enter, and what is its angle?"
    ),
    "starts again": Mistake(
        "After the last step the wave goes up again.", "How large may t become?"
    ),
    "min_lr ignored": Mistake(
        "The rate falls to 0, whatever min_lr is.", "Where does the wave end?"
    ),
    "min_lr added on top": Mistake(
        "min_lr is added to the whole wave: the highest rate is above base.",
        "How high is the wave between min_lr and base?",
    ),
    "min_lr as a floor": Mistake(
        "The wave goes to 0 and is cut off at min_lr.", "Where does the wave end?"
    ),
    "quarter of a wave": Mistake(
        "The angle goes to a right angle only: the rate ends steep instead of flat.",
        "Which angle has the cosine -1?",
    ),
    "degrees for radians": Mistake(
        "The angle of the cosine is in degrees.", "Which angle has the cosine -1?"
    ),
    "goes up": Mistake("The rate rises instead of falling.", "Which end of the wave is base?"),
    "warm-up from 0": Mistake(
        "The first step of the warm-up has the rate 0, and is lost.",
        "What is the rate at step 0 of the warm-up?",
    ),
    "warm-up ignored": Mistake("There is no warm-up.", "What happens at steps below warmup?"),
    "warm-up not taken off": Mistake(
        "The wave does not run from the end of the warm-up to total.",
        "At which step is t equal to 0, and at which equal to 1?",
    ),
    "warm-up from min_lr": Mistake(
        "The warm-up begins at min_lr.", "Which two numbers stand in the formula of the warm-up?"
    ),
    "other keys": Mistake(
        "The history does not have the keys that were asked for.",
        "Which three words does the docstring give?",
    ),
    "validated on the training data": Mistake(
        "The validation loss is that of the training data.", "Which loader does evaluate get?"
    ),
    "validated before training": Mistake(
        "The validation loss is that before the epoch.", "Which comes first in an epoch?"
    ),
    "training loss after the epoch": Mistake(
        "The training loss was measured again after the epoch.",
        "Which loss does train_epoch give back?",
    ),
    "accuracy for loss": Mistake(
        "The accuracy stands where the loss belongs.", "In which order does evaluate give them?"
    ),
    "only the last epoch": Mistake(
        "The lists hold the last epoch only.", "What happens to the lists in the next epoch?"
    ),
    "scheduler not stepped": Mistake(
        "The rate never changes.", "Who tells the scheduler that an epoch is over?"
    ),
    "rate after the step": Mistake(
        "The rate was noted after the scheduler had changed it.",
        "Which rate was used in this epoch?",
    ),
    "scheduler per batch": Mistake(
        "The scheduler was stepped more often than once per epoch.",
        "How often does its clock tick?",
    ),
    "plateau of the training loss": Mistake(
        "The scheduler that waits for a plateau hears the training loss.",
        "Which loss tells whether the network still improves on data it has not seen?",
    ),
    "plateau without a loss": Mistake(
        "The scheduler that waits for a plateau was told nothing: outside this check it raises.",
        "How can it know that the loss no longer falls?",
    ),
    "every scheduler told the loss": Mistake(
        "A scheduler that counts epochs was given a loss, which it takes for an epoch number.",
        "Which one of the schedulers wants a number?",
    ),
    "stopper ignored": Mistake(
        "Training went on although the stopper said stop.", "What does the stopper answer?"
    ),
    "stopper of the training loss": Mistake(
        "The stopper hears another loss than that of the validation data.",
        "Which loss rises when a network begins to learn the noise?",
    ),
    # --- timing ---------------------------------------------------------------------------------
    "warm-up left out": Mistake("The warm-up calls are missing.", "How often is fn called in all?"),
    "warm-up only": Mistake("fn is called in the warm-up only.", "How often is fn called in all?"),
    "one call too many": Mistake("fn is called once too often.", "How often is fn called in all?"),
    "one call too few": Mistake("fn is called once too few.", "How often is fn called in all?"),
    "warm-up timed": Mistake(
        "The warm-up calls are among the timed ones.", "When does the clock start?"
    ),
    "fastest for median": Mistake(
        "This is the fastest call.", "How many calls are faster than the median?"
    ),
    "mean for median": Mistake(
        "This is the mean: one slow call spoils it.", "How many calls are faster than the median?"
    ),
    "slowest for median": Mistake(
        "This is the slowest call.", "How many calls are faster than the median?"
    ),
    "sum for median": Mistake("This is the time of all calls together.", "How long took one?"),
    "not in seconds": Mistake(
        "The unit is not the second.", "What does time.perf_counter() count?"
    ),
}
