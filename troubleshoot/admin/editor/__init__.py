"""The guide editor: one page that shows a guide's whole graph and edits it in place.

Rule: ``outline`` reads the graph once for the whole page in a fixed number of queries; ``picture`` draws it;
``forms`` holds what is edited, ``saving`` writes it; ``views`` are the addresses. One address is one whole page: htmx
takes pieces out of it.
"""

from .views import addresses

__all__ = ["addresses"]
