"""Make the pictures of the concept guide: ``python -m guides.figures [name ...]``.

Writes ``guides/pictures/<name>.svg`` and the numbers in ``guides/pictures/data.json``.
"""

import sys
import time

from guides.figures import NAMES
from guides.figures.files import DATA, PICTURES, maker, read, rounded, svg, write


def main(names):
    """Make the named pictures, or all; return the exit status."""
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        print(f"No figure is called {', '.join(unknown)}. There are: {', '.join(NAMES)}.")
        return 2
    known = read() if DATA.is_file() else {}
    for name in names or NAMES:
        start = time.process_time()
        known[name] = rounded(maker(name).data())
        took = time.process_time() - start
        picture = svg(name, known[name])
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"{name}.svg").write_bytes(picture)
        print(f"wrote guides/pictures/{name}.svg: {len(picture)} bytes, {took:.1f} s for its data")
    write(known)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
