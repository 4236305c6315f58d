"""Mistakes of any exercise: numbers, shapes, behaviour."""

from mlplab.checks.mistakes.mistake import Mistake

MISTAKES = {
    # --- numbers: found by comparing with what a known wrong formula gives ------------------------
    "transposed": Mistake(
        "The right numbers, transposed: rows and columns are swapped.",
        "Which axis holds the samples, and which one the units?",
    ),
    "sign flipped": Mistake(
        "Every entry has the opposite sign of the expected one.",
        "Which term is subtracted from which?",
    ),
    "1/N twice": Mistake(
        "Every entry is 1/N of the expected one, where N is the number of samples: a mean is "
        "taken a second time.",
        "Where in this course does 1/N enter?",
    ),
    "1/N missing": Mistake(
        "Every entry is N times the expected one, where N is the number of samples: a sum stands "
        "where a mean belongs.",
        "The loss averages over the batch. What does that do to its gradient?",
    ),
    "factor 2": Mistake(
        "Every entry is twice the expected one.",
        "Where does a factor 2 come from, and does this formula have one?",
    ),
    "factor 1/2": Mistake(
        "Every entry is half the expected one.",
        "Is something halved that the definition does not halve?",
    ),
    "all zeros": Mistake("Every entry is 0.", "Is the result filled in after it is created?"),
    # --- shapes ---------------------------------------------------------------------------------
    "axes swapped": Mistake(
        "The two axes are swapped.", "Which axis comes first in the docstring?"
    ),
    "one number": Mistake(
        "Only one number came back.", "Which shape does the docstring give the result?"
    ),
    "axis dropped": Mistake(
        "An axis of length 1 is gone.",
        "What happens to a (1, 1) or (N, 1) array when it is squeezed or indexed?",
    ),
    "axis kept": Mistake(
        "There is an axis of length 1 too many.",
        "Which shape does the docstring give, and where does the extra axis come from?",
    ),
    "summed over everything": Mistake(
        "Only one number is left: the sum went over every axis.",
        "Over which axis does each unit add up its samples?",
    ),
    "broadcast to a square": Mistake(
        "The result is N by N: a row of N met a column of N and both were stretched.",
        "What are the shapes of the two things you subtract or multiply?",
    ),
    "nothing returned": Mistake("The function returned None.", "Does every path end in a return?"),
    "order of results": Mistake(
        "The right results, in another order.", "In which order does the docstring list them?"
    ),
    # --- behaviour --------------------------------------------------------------------------------
    "inputs changed": Mistake(
        "An input was changed by the call. Whoever passed it in still needs it.",
        "Which line writes into an array that came from outside?",
    ),
    "not finite": Mistake(
        "The result holds inf or nan.",
        "Which intermediate number is too large, or divided by 0?",
    ),
    "integers kept": Mistake(
        "The numbers were cut to whole ones.",
        "Which array decides the type of the result?",
    ),
    "remembered": Mistake(
        "This is the answer to an earlier call with the same sizes.",
        "What does the function keep from one call to the next?",
    ),
    "carried over": Mistake(
        "The result of an earlier call is added in.",
        "What does the function keep from one call to the next?",
    ),
}
