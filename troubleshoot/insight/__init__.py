"""What readers say helped: verdicts recorded, counted and learned from. Rule: imports models and below; no views.

Nothing here knows a reader: a verdict is a walk and a word. ``recording`` takes it in: the ``caps`` admit it, the
``journal`` has it on the disk, and so it is acknowledged. ``flushing`` adds it to the tallies later.
"""
