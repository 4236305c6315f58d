"""Hidden tests with many seeds, ``many_seeds.py 200``: no right solution may be rejected."""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import corpus


def main(seeds):
    """Print each rejection and a summary; return the number of rejections."""
    begun, runs, rejected = time.perf_counter(), 0, 0
    for exercise in corpus.EXERCISES:
        right = [s for s in corpus.submissions(exercise) if s.right]
        for seed in range(seeds):
            os.environ["MLPLAB_SEED"] = str(seed)
            solutions = [None, right[seed % len(right)]]  # the instructor's, and one in turn
            for one in solutions:
                outcome = corpus.run(exercise, one and one.replaces, one.source if one else "")
                runs += 1
                failed = list(outcome.failed) if one is None else outcome.own(one.replaces)
                if failed:
                    rejected += 1
                    print(f"{exercise}, seed {seed}, {one.id if one else 'instructor'}: {failed}")
    seconds = time.perf_counter() - begun
    print(f"{runs} runs with {seeds} seeds in {seconds:.0f} s: {rejected} false rejections")
    return rejected


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    sys.exit(bool(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)))
