"""Mistakes of exercise 4: tensors, modules, training loops."""

from mlplab.checks.mistakes.mistake import Mistake

MISTAKES = {
    "not a tensor": Mistake(
        "The result is no torch tensor.",
        "Which call turns a NumPy array into a tensor?",
    ),
    "wrong dtype": Mistake(
        "The tensor holds another kind of number than the loss asks for.",
        "Which dtype does cross-entropy want for class numbers, and which does a squared error?",
    ),
}
