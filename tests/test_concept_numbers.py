"""What the concept guide says in numbers is computed; no other number stands there.

A number is one of two digits or more, or with a decimal point or an exponent; single digits and
numbers in words stand in claims only here and there. The claims stand beside what computes them,
in the modules of `SECTIONS`. A number that has drifted shows both what the guide says and what is
computed.
"""

import re

import concept_gradients
import concept_losses
import concept_practice
import concept_signals
import concept_training
import pytest
from concept_guide import as_read, inline, said, text
from prose import uncovered

SECTIONS = (concept_losses, concept_gradients, concept_signals, concept_training, concept_practice)
CLAIMS = [claim for module in SECTIONS for claim in module.CLAIMS]
NAMES = re.compile(  # numbers that name something; other tests see to it that it is there
    r"\[\d+\b|## \d+ ·|sections? \d+(?:(?:, | to | and )\d+)*"
    r"|(?i:equations?) \(\d+\)(?: and \(\d+\))?|(?<!\w)\(\d\d?\)"
    r"|\(?\b(?:19|20)\d\d\b"  # years of publication
    r"|float\d\d|64-32-10|log 10|log 10\b"
)
NOT_CLAIMS = [  # passages whose numbers assert nothing: questions, settings, ways to speak
    "as vectors, 00 and 11 add up to the same as 01 and 10",
    "with 100 samples",
    "A layer has 200 inputs",
    "over 20 steps",
    "Curvatures 1 and 50.",
    "The loss falls for 100 epochs",
    "over batch sizes 1 to 256",
    "2000 features are pure noise",
    "Momentum 0.9 and rate 0.1 on a steady slope",
    "All gradients are multiplied by 1000.",
    "Plain steps are 1000 times longer.",
    "half are 10.",
    "must be 100 times smaller",
    "100 means a start or a scale gone wrong",
    "| 10 | repeat with other seeds",
    r"$\tfrac12 \lambda x^2$",
]
SAYS_NO_MORE = [  # formulas in sentences that give a value or a name, or repeat a displayed one
    "w_1 + w_2 + 2b < 0",
    "w_1 + w_2 + 2b > 0",
    r"\mathrm{relu}(z) = \max(z, 0)",
    "Z = W X + b",
    "x = (1, 1)",
    "p = 1/(1 + e^{-z})",
    r"p_i = e^{z_i} / \sum_j e^{z_j}",
    "Z = XW + b",
    "A = f(Z)",
    "A_0 = X",
    r"l = K, K-1, \dots, 1",
    r"-\log p_y = \log \sum_j e^{z_j} - z_y",
    "i = j",
    r"\lambda > 0",
    r"t = 1, 2, \dots",
    "x_j = a + j(b - a)/n",
    r"dA = dZ_2 W_2^\top",
    r"z = \sum_d a_d w_d",
    r"\alpha \le 1",
    r"w \leftarrow w - \eta dw",
    r"u \leftarrow \mu u + g",
    r"E[y \mid x]",
    "e = f - g",
]


@pytest.mark.parametrize("claim", CLAIMS, ids=[passage[:60] for passage, _ in CLAIMS])
def test_the_guide_says_what_is_computed(claim):
    assert said(claim) in as_read(text())


def test_nothing_is_excused_that_the_guide_no_longer_says():
    kept = [*NOT_CLAIMS, *(f"${formula}$" for formula in SAYS_NO_MORE)]
    assert [says for says in kept if says not in as_read(text())] == []


def test_no_other_number_stands_in_the_guide():
    assert left_over(as_read(text())) == []


def test_no_other_formula_stands_in_its_sentences():
    assert unexplained(text()) == []


def test_a_new_number_and_a_new_formula_would_be_noticed():
    more = " It is 3.7 times faster, because $dW = X dZ$."
    assert left_over(as_read(text()) + more) == ["3.7"]
    assert unexplained(text().replace("\n## References", more + "\n## References")) == ["dW = X dZ"]


def passages():
    return [said(claim) for claim in CLAIMS]


def left_over(guide):
    for passage in sorted(passages(), key=len, reverse=True):
        guide = guide.replace(passage, " ")
    return uncovered(NAMES.sub(" ", guide), [], NOT_CLAIMS)


def unexplained(guide):
    known = " ".join([*passages(), *(f"${formula}$" for formula in SAYS_NO_MORE)])
    return [formula for formula in inline(guide) if f"${formula}$" not in known]
