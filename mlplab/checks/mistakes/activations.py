"""Mistakes of exercise 2: activations and their derivatives, saturation, depth."""

from mlplab.checks.mistakes.mistake import Mistake

MISTAKES = {
    # --- activations and their slopes -------------------------------------------------------------
    "overflow": Mistake(
        "An exponential of a large number became infinite, and infinity over infinity is nan.",
        "Which of exp(z) and exp(-z) stays small for this sign of z?",
    ),
    "z clipped": Mistake(
        "Far out, the result stops where z was clipped, or the result itself.",
        "Can the formula be written so that no exponential grows, whatever z is?",
    ),
    "mirrored": Mistake(
        "These are the values for -z.", "On which side of 0 should the result be large?"
    ),
    "another activation": Mistake(
        "These are the values of another activation.",
        "What should come out for a large z, and what for z far below 0?",
    ),
    "activation twice": Mistake(
        "The activation is applied twice.", "Is the argument z, or an output already?"
    ),
    "slope formula at z": Mistake(
        "The slope is written in terms of the activation's value, and z was put in its place.",
        "In the formula of the slope, is the letter a value of the activation or of z?",
    ),
    "value for slope": Mistake(
        "These are values of the activation, not its slopes.",
        "How much does the activation change when z moves a little?",
    ),
    "square missing": Mistake(
        "The value stands in the formula of the slope unsquared.",
        "What is the slope of tanh in terms of its value?",
    ),
    "booleans": Mistake(
        "The slopes are True and False. They behave like numbers until somebody negates, "
        "subtracts or packs them.",
        "Which type should a slope have?",
    ),
    "whole numbers": Mistake(
        "The result is an array of whole numbers, where the docstring promises floats.",
        "Which array decides the type of the result?",
    ),
    "slope from the value's sign": Mistake(
        "Below 0 the slope came out negative, as the sign of z does.",
        "Is a flat line going down?",
    ),
    "magnitude": Mistake(
        "The sign of z is lost: a negative z is treated like a positive one.",
        "What should come out for a negative z?",
    ),
    "z stretched": Mistake(
        "z is too large or too small by a factor 2 before the activation sees it.",
        "Which of z, 2z and z/2 stands in the formula that you started from?",
    ),
    "flattened": Mistake("The result lost the shape of z.", "How many axes does z have?"),
    "entries dropped": Mistake(
        "Entries of z are missing in the result.", "Which shape does the docstring promise?"
    ),
    "not exact": Mistake(
        "The first digits are right, the later ones are not.",
        "Is the formula exact, and are all numbers float64?",
    ),
    "one activation too many": Mistake(
        "One of the factors applies the activation to what is a value already.",
        "Which letter stands in each factor of the slope?",
    ),
    "factor missing": Mistake(
        "One factor of the slope is missing.", "How many factors does the formula have?"
    ),
    "sign of a term": Mistake(
        "A term has the wrong sign.", "How steep is the curve far out on the right?"
    ),
    "square misplaced": Mistake(
        "The square stands at the wrong place.", "What exactly is squared in the formula?"
    ),
    "one branch for all": Mistake(
        "Every entry got the same branch.", "Is the choice made once, or once per entry?"
    ),
    "outside at 0": Mistake(
        "At 0 the slope lies outside what its two sides allow.",
        "Which slopes does the function have just left and just right of 0?",
    ),
    "the other half": Mistake(
        "The negative half was kept and the positive one dropped.",
        "Which half of z should pass?",
    ),
    "capped": Mistake(
        "Large z are cut off at the top.", "Is there an upper limit in the definition?"
    ),
    "alpha ignored": Mistake(
        "The result does not follow alpha.", "Is a number written where alpha belongs?"
    ),
    "alpha negated": Mistake(
        "For negative z the sign is wrong: the line goes up again to the left.",
        "What is alpha * z for a negative z?",
    ),
    "maximum of alpha and z": Mistake(
        "For negative z the result is alpha itself.",
        "Of which two numbers is a leaky ReLU the larger one?",
    ),
    "positive half bent": Mistake(
        "alpha bends the positive half.", "Which half of a leaky ReLU leaks?"
    ),
    "alpha another way": Mistake(
        "alpha does not multiply z once: it divides, multiplies twice, or is added.",
        "What should come out for z = -10 and alpha = 0.1?",
    ),
    "leak on both sides": Mistake(
        "alpha is added on the positive side as well.", "Which half of a leaky ReLU leaks?"
    ),
    "leak times z": Mistake(
        "For negative z the slope depends on z, where the line is straight.",
        "What is the slope of alpha * z?",
    ),
    # --- checking a derivative --------------------------------------------------------------------
    "average error": Mistake(
        "This is an average over the points; a single bad point hides in it.",
        "Which of the errors does the docstring ask for?",
    ),
    "sum of errors": Mistake(
        "The errors are added up.", "Which of the errors does the docstring ask for?"
    ),
    "sign of the error": Mistake(
        "Errors of one sign, or at x of one sign, are overlooked.",
        "Is a slope that is too large by 1 less wrong than one that is too small by 1?",
    ),
    "verdict for a number": Mistake(
        "A yes or no came back.", "Does the docstring ask whether, or how much?"
    ),
    "no difference": Mistake(
        "What is measured is 0 or nearly so: only the claimed slope is left.",
        "Where are the two points, and by what is their difference divided?",
    ),
    "nothing compared": Mistake(
        "The error is exactly 0 although the slope is wrong.",
        "Which points are left, and which two things are compared there?",
    ),
    "one point only": Mistake(
        "Only one of the points counts.", "Does the loop, or the return, see all of them?"
    ),
    "not one number": Mistake(
        "Several numbers came back; one is asked for.", "What is done with them in the docstring?"
    ),
    "kinks kept": Mistake(
        "Points beside a kink were compared, where no central difference can be right.",
        "Which points does the docstring leave out?",
    ),
    "too much left out": Mistake(
        "Points were left out that should have been compared.",
        "How far from 0 does the docstring leave points out, and does that follow h?",
    ),
    "relative error": Mistake(
        "The error is divided by a size.", "Does the docstring ask for a difference or a ratio?"
    ),
    "smallest error": Mistake(
        "This is the smallest of the errors.", "Which of the errors does the docstring ask for?"
    ),
    "squared error": Mistake(
        "The errors are squared.", "Which of the errors does the docstring ask for?"
    ),
    "nothing left": Mistake(
        "With every point left out, there is no error to report.",
        "What does the docstring promise when nothing is left?",
    ),
    # --- saturated and dead -----------------------------------------------------------------------
    "not a share": Mistake(
        "The result is a count or a percentage; a share lies between 0 and 1.",
        "By what is the count divided?",
    ),
    "nothing counted": Mistake(
        "The result is 0: nothing was counted, or the share was cut to a whole number.",
        "Is there an entry or a unit that can meet the condition as it is written?",
    ),
    "one sample only": Mistake(
        "Only one of the samples was looked at.", "How many samples does the docstring count?"
    ),
    "the rest": Mistake(
        "This is the share of all the others.", "Which ones does the docstring count?"
    ),
    "one side only": Mistake(
        "Only one of the two flat ends is counted.",
        "Where does this activation become flat: at one end, or at both?",
    ),
    "kind ignored": Mistake(
        "Both kinds are judged by the same rule.", "Between which values does each activation run?"
    ),
    "another limit": Mistake(
        "A value close to the limit fell on the wrong side.",
        "Which number, and which of > and >=, does the docstring give?",
    ),
    "units instead of entries": Mistake(
        "Whole units or samples are counted.", "Is the share taken over entries or over units?"
    ),
    "dead means zero entries": Mistake(
        "This is the share of entries that are 0. A ReLU layer at work has many of them.",
        "For how many samples must a dead unit be 0?",
    ),
    "any for all": Mistake(
        "Units that are 0 for some sample are counted.",
        "For how many samples must a dead unit be 0?",
    ),
    "samples instead of units": Mistake(
        "This is the share of samples for which every unit is 0.",
        "Along which axis do the samples of one unit lie?",
    ),
    "constant means dead": Mistake(
        "A unit that puts out the same number for all samples was called dead.",
        "Is that number 0?",
    ),
    "small counts as zero": Mistake(
        "A unit that answers faintly was called dead.", "Is a small output 0?"
    ),
    "zero on average": Mistake(
        "A unit was judged by an average or by a single sample.",
        "For how many samples must a dead unit be 0?",
    ),
    # --- depth ------------------------------------------------------------------------------------
    "before the activation": Mistake(
        "These are spreads of Z, before the activation.",
        "Which of Z and A does a layer pass on, and which does the docstring ask for?",
    ),
    "mean not subtracted": Mistake(
        "This is measured from 0, not from the mean.",
        "What does a standard deviation do with the mean?",
    ),
    "variance reported": Mistake(
        "These are variances: the square root is missing.",
        "Does the docstring ask for a variance or a standard deviation?",
    ),
    "one layer too many": Mistake(
        "What enters at the bottom, or arrives at the top, is counted as a layer.",
        "How many numbers does the docstring ask for?",
    ),
    "input measured": Mistake(
        "The number belongs to what the layer receives.",
        "Which of a layer's input and output does the docstring ask for?",
    ),
    "relative values": Mistake(
        "The numbers are divided by one of them.", "Does the docstring ask for a ratio?"
    ),
    "logarithm": Mistake("These are logarithms.", "Can a standard deviation be negative?"),
    "mean for spread": Mistake(
        "This is the mean of the entries.", "What does the docstring ask for: where, or how wide?"
    ),
    "spread of each unit": Mistake(
        "The spread was taken per unit or per sample and then averaged. Differences between units "
        "are lost.",
        "Over which entries of A does the docstring take the standard deviation?",
    ),
    "another scheme": Mistake(
        "The weights have the variance of another scheme.",
        "Which variance belongs to each name in the docstring?",
    ),
    "a third of the variance": Mistake(
        "The weights, or what enters, have a third of their variance: a uniform number between "
        "-s and s has variance s^2 / 3.",
        "Which bound gives a uniform draw the variance you want?",
    ),
    "half the variance": Mistake(
        "The weights have half of their variance.", "Which number stands above the fraction?"
    ),
    "standard deviation for variance": Mistake(
        "What should be the standard deviation of the weights is used as their variance.",
        "Which of the two does the docstring give for this scheme?",
    ),
    "samples for fan_in": Mistake(
        "The variance is computed from the number of samples.",
        "Of which array is fan_in the first size?",
    ),
    "hard-coded size": Mistake(
        "A size is written as a number.", "Which sizes come in as arguments?"
    ),
    "not carried on": Mistake(
        "Each layer starts from the first input again.", "What does the second layer receive?"
    ),
    "slopes passed on": Mistake(
        "The layers pass on slopes instead of activations.",
        "Which function of the pair works in the forward pass?",
    ),
    "before the slope": Mistake(
        "These are norms of dA, before the slope of the activation.",
        "What does dA have to be multiplied by to become dZ?",
    ),
    "below the layer": Mistake(
        "These are norms of what a layer hands down, behind its weights.",
        "Which comes first on the way down: the slope or the weights?",
    ),
    "f' twice": Mistake(
        "The slopes are multiplied in twice.", "How often does a gradient pass an activation?"
    ),
    "slope at the input": Mistake(
        "The slope is taken at what the layer receives, not at its Z.",
        "Which number went into the activation?",
    ),
    "weights left out": Mistake(
        "The gradient does not pass the weights on its way down.",
        "Through what did the signal come up?",
    ),
    "norm per sample": Mistake(
        "The norm is taken per sample and then averaged.",
        "Over which entries of dZ does the docstring add up?",
    ),
    "norm of dW": Mistake(
        "These are norms of the gradients of the weights.", "Of which array is the norm asked for?"
    ),
    "another gradient": Mistake(
        "The gradient that arrives at the top has another spread than asked for.",
        "Which distribution does the docstring give it?",
    ),
    "made equal on the way": Mistake(
        "The gradient is given a new size in every layer.",
        "Is anything but W and the slopes allowed to change its size?",
    ),
    "gradient averaged": Mistake(
        "The gradient at the top is too small by a size of the batch or of the layer.",
        "Which spread does the docstring give the gradient that arrives at the top?",
    ),
    "slope of another layer": Mistake(
        "The slope is taken at the Z of a neighbouring layer.",
        "Which Z does the gradient meet when it has just passed W of the layer above?",
    ),
    "variances added wrongly": Mistake(
        "From layer to layer the numbers change by a factor that is too large or too small.",
        "Which variance do the weights have, and what does one layer do to a variance?",
    ),
    # --- gain -------------------------------------------------------------------------------------
    "variance for second moment": Mistake(
        "This is computed from the variance of f(z). What the next layer adds up are squares, and "
        "the mean is part of them.",
        "Is the mean of f(z) subtracted in the docstring?",
    ),
    "root missing": Mistake("The square root is missing.", "What is the gain of f(z) = 2 z?"),
    "upside down": Mistake(
        "This is one over the gain.", "Should a function that shrinks have a large or small gain?"
    ),
    "mean magnitude": Mistake(
        "f itself, or its absolute value, is averaged instead of its square.",
        "Which power of f(z) stands in the docstring?",
    ),
    "density missing": Mistake(
        "Every z counts the same, near 0 or far out.", "How likely is each z?"
    ),
    "density twice": Mistake(
        "The density of the bell enters twice.",
        "How often does each z occur, and where does that enter?",
    ),
    "another bell": Mistake(
        "z has a variance other than 1: the nodes or the density belong to another bell.",
        "Which weight function is the quadrature rule made for, and what does that do to z?",
    ),
    "not normalised": Mistake(
        "The weights do not add up to 1.", "What is the gain of a function that is always 1?"
    ),
    "half line": Mistake("Only one half of the line counts.", "Which z are possible?"),
    "too coarse": Mistake(
        "The integral is too rough: a random draw, too few points, or tails cut off.",
        "By how much does the result change when you double the points or the range?",
    ),
    "known names only": Mistake(
        "The result does not follow f.", "Is f called, and at many points?"
    ),
    # --- training ---------------------------------------------------------------------------------
    "accuracy before the step": Mistake(
        "Each accuracy is that of the network before its step.",
        "When in an epoch does the docstring look at the accuracy?",
    ),
    "logits taken for probabilities": Mistake(
        "The network puts out logits, and they are compared with 1/2.",
        "Which logit belongs to a probability of one half?",
    ),
    "logits rounded": Mistake(
        "Rounded logits are compared with the labels.",
        "Which label belongs to a logit of 5, and which to one of -3?",
    ),
    "labels -1 and 1": Mistake(
        "The signs of the logits, -1 and 1, are compared with the labels 0 and 1.",
        "Which two values do the labels take?",
    ),
    "one class only": Mistake(
        "Only the points of one class are counted.", "Out of how many points is the share?"
    ),
    "part of the data": Mistake(
        "Only some of the points are counted.", "Out of how many points is the share?"
    ),
    "best so far": Mistake(
        "The accuracies never fall: the best so far is kept.",
        "Which network does each accuracy belong to?",
    ),
    "smoothed": Mistake(
        "These are averages over several epochs.", "Which network does each accuracy belong to?"
    ),
    "accuracies rounded": Mistake(
        "Accuracies are rounded.", "How many digits does an accuracy of 200 points have?"
    ),
    "number of epochs": Mistake(
        "There are not as many accuracies as epochs.", "How many epochs does the docstring ask for?"
    ),
    "always the same answer": Mistake(
        "The accuracy is one half in every epoch: every point gets the same answer, or all points "
        "are compared with all labels.",
        "Which two arrays are compared, and which shapes do they have?",
    ),
    "another network": Mistake(
        "The network has other layers than asked for.", "Which sizes stand in the docstring?"
    ),
    "losses instead of accuracies": Mistake(
        "These are not shares of right answers.", "What is counted, and out of how many?"
    ),
    "act ignored": Mistake(
        "Every activation gives the same run.", "Where does act enter the network?"
    ),
    "seed ignored": Mistake(
        "Two seeds give the same run.", "Which generator draws the start of the network?"
    ),
    "batches instead of all": Mistake(
        "A step did not see all the samples, or an epoch took several steps.",
        "How many steps make one epoch when the batch is everything?",
    ),
    "counted from 0": Mistake(
        "The epoch is one too small.", "Which number does the first epoch have?"
    ),
    "arrival missed": Mistake(
        "A run that reached the target got None.",
        "When may the function give up, and does every epoch get its turn?",
    ),
    "first epoch missed": Mistake(
        "The first epoch was not looked at.", "Which number does the first epoch have?"
    ),
    "target ignored": Mistake(
        "The result does not follow target.", "Is a number written where target belongs?"
    ),
    "order ignored": Mistake(
        "The epochs above or below the target are counted, as if accuracies only rose.",
        "What happens when an accuracy falls below the target again?",
    ),
    "below for above": Mistake(
        "This is the first epoch below the target.", "Which side of the target is asked for?"
    ),
    "last epoch for None": Mistake(
        "A run that never arrived got a number.", "What does the docstring promise for never?"
    ),
    "strictly above": Mistake(
        "A run that met the target exactly did not count.",
        "Which of > and >= does the docstring give?",
    ),
    "last crossing": Mistake(
        "A later epoch was returned, not the first that reached the target.",
        "What happens when an accuracy falls below the target again?",
    ),
    "accuracy returned": Mistake(
        "The accuracy is returned, not its epoch.", "Does the docstring ask for when or how much?"
    ),
    "best epoch": Mistake(
        "This is the epoch with the best accuracy.", "Which epoch does the docstring ask for?"
    ),
}
