"""Mistakes of exercise 3: softmax, batches, evaluation, regression."""

from mlplab.checks.mistakes.mistake import Mistake

MISTAKES = {
    # --- labels and softmax -----------------------------------------------------------------------
    "classes taken from the labels": Mistake(
        "There is a column only for classes that occur in this batch.",
        "Which argument says how many classes there are?",
    ),
    "classes renumbered": Mistake(
        "The labels were renumbered: a class lost its own column.",
        "Which column belongs to class 3 when nobody is of class 2?",
    ),
    "columns for entries": Mistake(
        "Whole columns were picked or set, where one entry per row is meant.",
        "Which index has to go along with the label?",
    ),
    "labels counted from 1": Mistake(
        "Classes are counted from 1.", "Which number does the first class have in this course?"
    ),
    "not floats": Mistake(
        "The numbers are right, their type is not.", "Which type does the docstring ask for?"
    ),
    "averaged over entries": Mistake(
        "The mean went over samples and classes: everything is C times too small.",
        "How many losses does a batch of N samples have?",
    ),
    "softmax over the samples": Mistake(
        "The softmax runs down the columns, over the samples.",
        "Which numbers share one total of probability: a row or a column?",
    ),
    "softmax over everything": Mistake(
        "All probabilities of the batch together add up to 1.",
        "Which numbers share one total of probability?",
    ),
    "sums of other rows": Mistake(
        "Each row is divided by sums of other rows; it runs only because N equals C.",
        "Which shape must the sums have to stand beside their own rows?",
    ),
    "softmax twice": Mistake(
        "A softmax is taken of what is a softmax already.",
        "Does the loss want logits or probabilities?",
    ),
    "sigmoid for softmax": Mistake(
        "Each class has a sigmoid of its own, so the classes do not compete.",
        "What do the probabilities of a row add up to?",
    ),
    "logarithm of base 2": Mistake(
        "The loss is taken with another logarithm than the natural one.",
        "Which logarithm undoes exp?",
    ),
    "probability for its logarithm": Mistake(
        "The mean of the probabilities stands where that of their logarithms belongs.",
        "What is the loss of one sample?",
    ),
    "classes weighted": Mistake(
        "Each class counts the same, however many samples it has.",
        "Over what does the docstring average: samples or classes?",
    ),
    "one-hot missing": Mistake(
        "These are the probabilities alone, over N: the label is not subtracted.",
        "What should the gradient be for a sample whose probability is 1 at its label?",
    ),
    "logits for probabilities": Mistake(
        "These are logits, or were used where probabilities belong.",
        "What do the entries of a row have to add up to?",
    ),
    "logarithms for probabilities": Mistake(
        "These are logarithms of probabilities.", "Which range does a probability have?"
    ),
    "one shift for all rows": Mistake(
        "All rows were shifted by one number; a row far below it loses all its exponentials.",
        "Whose largest logit has to be subtracted from a row?",
    ),
    # --- batches ----------------------------------------------------------------------------------
    "partial batch dropped": Mistake(
        "The samples that do not fill a whole batch are left out.",
        "How many batches do 11 samples make, four at a time?",
    ),
    "partial batch weighted less": Mistake(
        "A batch that is not full makes a shorter step than it should.",
        "By how many samples is its mean divided?",
    ),
    "empty batch": Mistake(
        "A batch has no samples.", "Where does the loop stop when the size divides the data?"
    ),
    "other batch sizes": Mistake(
        "The batches do not have batch_size samples each, with what is left in the last one.",
        "Does the argument say how many samples a batch has, or how many batches there are?",
    ),
    "indices returned": Mistake(
        "The batches hold positions, not samples.", "What does the docstring say a batch is?"
    ),
    "only the first batch": Mistake(
        "Only one batch came back.", "Does the function end inside the loop or after it?"
    ),
    "out of step": Mistake(
        "Inputs and labels of a batch belong to different samples.",
        "How many random orders does one epoch need?",
    ),
    "drawn with replacement": Mistake(
        "Samples were drawn with replacement: some come twice, others never.",
        "Which of rng.permutation and rng.integers repeats a number?",
    ),
    "samples left out": Mistake("Some samples never come.", "Which positions does the order hold?"),
    "order kept": Mistake(
        "The samples are not really shuffled.", "Is the shuffled order kept, and is it used?"
    ),
    # --- scaling ----------------------------------------------------------------------------------
    "test statistics": Mistake(
        "The test samples had a say in how they are scaled.",
        "Whose mean and deviation would you have if a single new sample came in?",
    ),
    "not centred": Mistake("The mean is not subtracted.", "What should the mean of a column be?"),
    "not scaled": Mistake(
        "The deviation is not divided out.", "What should the deviation of a training column be?"
    ),
    "scaled by the range": Mistake(
        "The columns are scaled by their smallest and largest values.",
        "Which two statistics does the docstring name?",
    ),
    "rows for columns": Mistake(
        "The statistics were taken along the rows.",
        "Which axis has to go for one number per feature?",
    ),
    "one mean for all columns": Mistake(
        "One mean and one deviation serve all columns.", "How many features are there?"
    ),
    "median for mean": Mistake(
        "The median stands where the mean belongs.", "Which statistic does the docstring name?"
    ),
    "constant column": Mistake(
        "A column that is constant in training is not just centred.",
        "By what is it divided, and what do test samples that differ become?",
    ),
    "small column taken for constant": Mistake(
        "A column with a small deviation is treated as if it were constant.",
        "Is a length in kilometres less of a feature than one in millimetres?",
    ),
    "columns removed": Mistake(
        "Columns are missing.", "Which shape does the docstring give the results?"
    ),
    # --- answers ----------------------------------------------------------------------------------
    "largest over the samples": Mistake(
        "For each class a sample was picked.", "Which axis holds the classes?"
    ),
    "smallest for largest": Mistake("The smallest was picked.", "What does a large score say?"),
    "largest absolute value": Mistake(
        "A very negative logit won.", "What does a logit of -9 say about its class?"
    ),
    "threshold for the largest": Mistake(
        "The answer hangs on a threshold or on rounded numbers.",
        "What is the answer when no class reaches one half?",
    ),
    "only two classes": Mistake(
        "This works for the classes 0 and 1 alone.", "How many columns do the logits have?"
    ),
    "probability for class": Mistake(
        "The largest probability came back, not the class that has it.",
        "Do you want the largest value or its place?",
    ),
    "one-hot for class": Mistake(
        "A row per sample came back, where its class is asked for.",
        "Which shape does the docstring give?",
    ),
    "not integers": Mistake(
        "The classes are not whole numbers in type, and cannot be used as an index.",
        "Which type does the docstring ask for?",
    ),
    "percent": Mistake(
        "This is the share in per cent: 100 times the number that is asked for.",
        "Which range does the docstring give?",
    ),
    "count for share": Mistake("This is a count.", "By what does a share divide?"),
    "errors for hits": Mistake("This is the share of wrong answers.", "What is being counted?"),
    "distance of labels": Mistake(
        "Labels were treated as numbers with a distance.",
        "Is class 3 more wrong than class 1 when the label is 0?",
    ),
    "all for share": Mistake(
        "One wrong answer makes all of it 0.", "What share is right when 3 of 4 agree?"
    ),
    "compared after sorting": Mistake(
        "Labels and answers were compared in another order than they came.",
        "Which answer belongs to which label?",
    ),
    "rounded": Mistake("The result is rounded.", "Who needs the other digits?"),
    "answers in rows": Mistake(
        "Rows and columns are swapped.", "Which comes first in the docstring: truth or answer?"
    ),
    "repeats lost": Mistake(
        "A pair that occurs several times was counted once.",
        "What does NumPy do with M[i, j] += 1 where a pair occurs twice in i, j?",
    ),
    "shares for counts": Mistake("These are shares.", "Does the docstring ask for counts?"),
    "only the mistakes": Mistake(
        "The right answers are not counted.", "Where do right answers stand?"
    ),
    "only the diagonal": Mistake(
        "The wrong answers are not counted.", "Where does a sample of class 1 called 2 stand?"
    ),
    # --- training ---------------------------------------------------------------------------------
    "not a dict of lists": Mistake(
        "history does not have the form that the docstring describes.",
        "Which keys does it name, and what stands under each?",
    ),
    "not one entry per epoch": Mistake(
        "A list of history does not have one number per epoch.",
        "When is a number noted: once per batch, once per epoch, or at the end?",
    ),
    "wrong share held out": Mistake(
        "Another number of samples is held out than len(X) // 10.", "What is 15 // 10?"
    ),
    "validated on training samples": Mistake(
        "The validation numbers come from samples that the network learns from.",
        "Who is a stranger to the network?",
    ),
    "held-out samples in training": Mistake(
        "The network learns from the samples that were held out.",
        "Which samples go into the batches?",
    ),
    "held out in order": Mistake(
        "The same samples are held out whatever the seed.",
        "What if the data are sorted by class?",
    ),
    "sum over batches": Mistake(
        "The losses of the batches are added up.", "Should the loss depend on the batch size?"
    ),
    "divided by the wrong number": Mistake(
        "The mean is taken over another number of samples than were trained on.",
        "How many samples are in the batches?",
    ),
    "layers frozen": Mistake(
        "At least one layer's weights never move.", "Does the update reach every pair of params?"
    ),
    "another step length": Mistake(
        "The step has the right direction and another length than lr gives it.",
        "Is lr changed, ignored, or applied twice?",
    ),
    "not plain descent": Mistake(
        "Something is added to the step: momentum, decay of the weights, or the like.",
        "What does plain gradient descent subtract?",
    ),
    "not He": Mistake(
        "The start is not He's: variance 2/fan_in for weights, 0 for biases.",
        "Which given function makes the start?",
    ),
    "noted before the update": Mistake(
        "The validation numbers belong to other parameters than those that come back.",
        "Which params does the last number of history describe?",
    ),
    "one update per epoch": Mistake(
        "An epoch makes one update, however many batches there are.",
        "Is the update inside the loop over batches?",
    ),
    "starts over": Mistake(
        "The updates of most batches or epochs are lost.",
        "What does each update start from, and does the loop go through?",
    ),
    "squared error of logits": Mistake(
        "The network is trained on a squared error of the logits.",
        "Which of your functions gives the loss of a classifier?",
    ),
    # --- grids, sizes, choices --------------------------------------------------------------------
    "axes of the grid swapped": Mistake(
        "The grid has its axes swapped.", "Along which axis does xx vary?"
    ),
    "end left out": Mistake(
        "The last value of an axis is missing.", "Which NumPy function includes both ends?"
    ),
    "limits mixed up": Mistake(
        "An axis has the limits of the other.", "Which limits belong to which axis?"
    ),
    "rows run backwards": Mistake("The rows run the other way.", "Which value does yy[0] have?"),
    "x and y swapped": Mistake(
        "Each point was handed over as (y, x).", "Which feature is the first column of a point?"
    ),
    "labels not folded back": Mistake(
        "The answers are still in one long row.", "Which shape does the grid have?"
    ),
    "biases not counted": Mistake(
        "Only the weights are counted.", "What does a unit have besides its weights?"
    ),
    "biases of the inputs": Mistake(
        "Each layer got as many biases as it has inputs.", "Which units have a bias?"
    ),
    "one bias per layer": Mistake(
        "Each layer got one bias.", "How many biases does a layer of H units have?"
    ),
    "units counted": Mistake("Units were counted.", "How many weights join two layers?"),
    "best run for mean": Mistake(
        "The candidate with the luckiest single run won.", "What do several seeds protect from?"
    ),
    "worst run for mean": Mistake(
        "The candidate with the best worst run won.", "What is compared: the mean or an extreme?"
    ),
    "first seed only": Mistake("Only the first seed counted.", "How many runs has a candidate?"),
    "last seed only": Mistake("Only the last seed counted.", "How many runs has a candidate?"),
    "seeds left out": Mistake(
        "Not every candidate was scored with every seed.", "How many runs are there in all?"
    ),
    "first of a tie": Mistake(
        "Of candidates with one mean, the first in the list won.",
        "What decides between two that are equally good?",
    ),
    "last of a tie": Mistake(
        "Of candidates with one mean, the last in the list, or the largest, won.",
        "What decides between two that are equally good?",
    ),
    "smallest network whatever its score": Mistake(
        "A smaller network won over one with a better mean.", "What is compared first?"
    ),
    # --- noise ------------------------------------------------------------------------------------
    "drawn without replacement": Mistake(
        "The batches were drawn without replacement.",
        "May a sample come twice in a batch here?",
    ),
    "mean of distances": Mistake(
        "This is the mean of the distances.", "What is averaged: distances or their squares?"
    ),
    "norms added up": Mistake(
        "The norms of the arrays were added up.",
        "What is the norm of (3, 4), if each entry is an array of its own?",
    ),
    "batch size ignored": Mistake(
        "The noise does not fall with the batch size.", "How many samples are drawn?"
    ),
    # --- regression -------------------------------------------------------------------------------
    "root taken": Mistake("A root was taken.", "Does the docstring have a root?"),
    "absolute errors": Mistake("The errors are not squared.", "Which power has the error?"),
    "difference of means": Mistake(
        "Only the means were compared.", "Which comes first: the square or the mean?"
    ),
    "arguments swapped": Mistake(
        "Truth and prediction are swapped.", "Whose spread stands below the fraction?"
    ),
    "correlation for R²": Mistake(
        "This is a squared correlation: it forgives any shift and scale of the predictions.",
        "What does a prediction cost that is always 100 too high?",
    ),
    "not about the mean": Mistake(
        "SS_tot was taken about 0.", "Whom is the prediction compared with?"
    ),
    "about the mean of the answers": Mistake(
        "SS_tot was taken about the mean of the predictions.", "Whose mean does SS_tot use?"
    ),
    "share that is left": Mistake(
        "This is SS_res / SS_tot.", "What should a perfect prediction score?"
    ),
    "clipped at 0": Mistake(
        "A negative score was cut to 0.", "How do you say that a model is worse than the mean?"
    ),
    "no function returned": Mistake(
        "What came back cannot be called.", "What does the docstring promise?"
    ),
    "scaling not undone": Mistake(
        "The answers are still standardised.", "In which units did y come?"
    ),
    "targets not scaled": Mistake(
        "The training depends on the units of y.", "What does the network see of y?"
    ),
    "inputs not scaled": Mistake(
        "The training depends on the units of X.", "What does the network see of X?"
    ),
    "slopes for changes of slope": Mistake(
        "Each unit got the slope of its piece; but the units before it are still rising.",
        "By how much does the slope change at a knot?",
    ),
    "kinks on the wrong side": Mistake(
        "The kinks stand at the mirrored knots.", "Where is x + b zero?"
    ),
    "c missing": Mistake(
        "Everything is off by the first value.", "What is the network where all units are silent?"
    ),
    "spacing ignored": Mistake(
        "Differences of values stand where slopes belong.", "How far apart are the knots?"
    ),
    "not straight between the knots": Mistake(
        "Between two knots the network is not straight.", "Where may a unit have its kink?"
    ),
    # --- more of each -----------------------------------------------------------------------------
    "statistics of the batch": Mistake(
        "Each batch is scaled by its own mean and deviation.",
        "Which numbers scale a batch of one sample?",
    ),
    "sizes ignored": Mistake(
        "The network does not have the layers that sizes asks for.",
        "Which argument says how many layers there are, and how wide?",
    ),
    "classes reversed": Mistake(
        "The classes stand in the reverse order.",
        "Which class has row 0?",
    ),
    "pairs lost": Mistake(
        "Rows and columns are right in sum, but who was called what is lost.",
        "Which two numbers of one sample belong together?",
    ),
    "counts overflow": Mistake(
        "A count is too large for its type.",
        "How many values does an integer of 8 or 16 bits have?",
    ),
    "limits ignored": Mistake(
        "The grid does not begin and end where it was asked to.",
        "Which arguments say where an axis begins and ends?",
    ),
    "axes instead of grids": Mistake(
        "These are the values along an axis, not the grid.",
        "Which shape does the docstring give?",
    ),
    "other number of points": Mistake(
        "The grid has another number of points than asked for.",
        "How many points does each axis have?",
    ),
    "margin added": Mistake(
        "The grid reaches beyond its limits.",
        "Does the docstring ask for a margin?",
    ),
    "points mixed up": Mistake(
        "The points handed over are not those of the grid, in the order of its rows.",
        "What are the two features of the first point, and what of the second?",
    ),
    "one width for all": Mistake(
        "All hidden layers were counted as if they were equally wide.",
        "Which two sizes belong to each layer?",
    ),
    "arrays counted": Mistake(
        "Arrays were counted, not their entries.",
        "How many numbers does a matrix hold?",
    ),
    "product of all sizes": Mistake(
        "The sizes were multiplied.",
        "How many weights join two layers, and how do layers combine?",
    ),
    "not summed": Mistake(
        "There are several numbers.",
        "What does the docstring ask for?",
    ),
    "place for the candidate": Mistake(
        "A position or a size came back, not the candidate.",
        "What does the caller want to build next?",
    ),
    "score for the candidate": Mistake(
        "The best score came back, not the candidate that has it.",
        "What does the caller want to build next?",
    ),
    "not averaged over repeats": Mistake(
        "The squared distances are not averaged.",
        "Should the result grow with the number of repeats?",
    ),
    "divided by repeats - 1": Mistake(
        "The sum of squares is divided by one less than the number of repeats.",
        "Was the full gradient estimated from the batches?",
    ),
    "divided by the full norm": Mistake(
        "The distance is set against the size of the full gradient.",
        "Does the docstring divide?",
    ),
    "full gradient not subtracted": Mistake(
        "This is the size of the batch gradients, not their distance.",
        "What is the noise when all samples are the same?",
    ),
    "batch size counted twice": Mistake(
        "The noise falls too fast with the batch size.",
        "Is the mean over a batch taken once?",
    ),
    "one batch for all repeats": Mistake(
        "Every repeat uses the same batch, or there is only one.",
        "Where is the batch drawn: inside the loop or before it?",
    ),
    "shift forgiven": Mistake(
        "A prediction that is always too high by the same amount costs nothing.",
        "Is anything subtracted from the errors?",
    ),
    "not averaged": Mistake(
        "There is a number per sample.",
        "How many losses does a batch have?",
    ),
    "not set against the mean": Mistake(
        "The error is not set against that of the mean of y.",
        "What stands below the fraction?",
    ),
    "N - 1 in one of two": Mistake(
        "One sum is divided by N, the other by N - 1.",
        "Does a fraction of two sums need either?",
    ),
    "statistics taken too late": Mistake(
        "The answers change when the training arrays are used for something else.",
        "Which numbers have to be kept when the training ends?",
    ),
    "new inputs ignored": Mistake(
        "The answers are not those for the new inputs.",
        "Which inputs does the function have to run through the network?",
    ),
    "epochs ignored": Mistake(
        "More epochs change nothing.",
        "Which loop counts the epochs?",
    ),
    "first slope missing": Mistake(
        "The first piece is flat.",
        "What is the slope before the first knot, and what after it?",
    ),
    "another value for c": Mistake(
        "Everything is off by the same amount.",
        "What is the network where all units are silent?",
    ),
    "kinks at the wrong knots": Mistake(
        "Each unit has its kink one knot too late.",
        "Where does the first piece begin to rise?",
    ),
    "kinks left out": Mistake(
        "The last changes of slope are missing.",
        "How many pieces are there?",
    ),
    "more than one epoch": Mistake(
        "The samples come again after all of them came.",
        "How often does a sample come in an epoch?",
    ),
    "another measure of size": Mistake(
        "A tie went to the smaller network by another measure than its parameters.",
        "Which of your functions measures the size of a network?",
    ),
    "mean before norm": Mistake(
        "The differences are averaged before their size is taken, so they cancel.",
        "Which comes first: the square or the mean?",
    ),
    "votes for mean": Mistake(
        "The candidate that wins with most seeds won.",
        "What is compared: wins or means?",
    ),
    "spread counted": Mistake(
        "The spread of the scores has a say.",
        "What is compared, and is anything subtracted?",
    ),
    "absolute values": Mistake(
        "The sign of a score is lost.",
        "Is a score of -3 better than one of 1?",
    ),
    "shift per class": Mistake(
        "Each class was shifted by a number of its own, which changes the probabilities.",
        "Which logits may be shifted together: those of a row or those of a class?",
    ),
    "rows or columns miscounted": Mistake(
        "Rows or columns are counted by the other one's size.",
        "How many rows are there, and how many columns?",
    ),
    "parts swapped": Mistake(
        "The network learns from the tenth and is validated on the rest.",
        "Which part should be the large one?",
    ),
    "new inputs not scaled": Mistake(
        "The network was trained on scaled inputs and is asked about others.",
        "What does the network see of a new sample?",
    ),
}
