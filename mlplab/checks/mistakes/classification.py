"""Mistakes of exercise 3: softmax, batches, evaluation, regression."""

from mlplab.checks.mistakes.mistake import Mistake

MISTAKES: dict[str, Mistake] = {}
