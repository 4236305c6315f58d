"""Options of the test command."""


def pytest_addoption(parser):
    parser.addoption(
        "--whole-corpus",
        action="store_true",
        help="run every wrong and right solution against the checks, not a sample",
    )
