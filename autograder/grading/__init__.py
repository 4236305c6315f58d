"""Grade submissions: learners' code runs in a sandbox, another process decides the score."""
