"""Training of the models that ship: reads labelled text of our own, writes weights and the numbers of their cards.

Nothing here is needed to analyse a folder. `encoder` and `teacher` need the extra `train` (torch).
"""
