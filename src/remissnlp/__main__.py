"""`python -m remissnlp`."""

from remissnlp.cli import main

main()
