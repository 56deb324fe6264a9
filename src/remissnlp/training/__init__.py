"""Training of the models that ship: reads labelled text of our own, writes weights.

Nothing here is needed to analyse a folder. `train.train_encoder` does it all, with torch and the extra `training`.
"""
