"""What readers say helped: verdicts recorded, counted and learned from. Rule: imports models and engine; no views.

Nothing here knows a reader: a verdict is a walk and a word.
"""
