"""What readers say helped, recorded, counted, learned from. Rule: models and below; no views.

Nothing here knows a reader: a verdict is a walk and a word, a duration a cause and one of five answers, feedback a text
that ``blanking`` took numbers and names out of. ``recording`` takes them in: the ``caps`` admit them, the ``journal``
has them on the disk, and so they are acknowledged. ``flushing`` brings them into the database later.
"""
