"""Mistakes of exercise 2: activations and their derivatives, saturation, depth."""

from mlplab.checks.mistakes.mistake import Mistake

MISTAKES: dict[str, Mistake] = {}
