"""Says what is wrong with an installation, and what to do: ``make doctor``.

Rule: it looks and mends nothing. One function a finding; ``every`` lists them. ``base``, ``before`` and ``__main__``
take the standard library alone, for they judge what must be right before Django can be imported.
"""
