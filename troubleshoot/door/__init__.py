"""How editors come in: what a session knows of it, second factors, and how often one may try.

Rule: it knows accounts, sessions and requests, no page; ``admin/`` draws what it says (``entering``, ``guarding``,
``factors`` there). Readers never come here.
"""
