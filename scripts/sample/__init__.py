"""Builds the sample case in `data/raw` and its gold from the plain sources in this folder."""
