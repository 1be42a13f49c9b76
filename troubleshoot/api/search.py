"""What is found for a query as JSON."""

from troubleshoot import addresses, search, snapshot

from .serving import Json


def search_document(served: snapshot.Snapshot, query: str) -> Json:
    """Return ``{"query", "corrected", "results": [{"kind", "slug", "title", "excerpt", "url", "score"}]}``, best first.

    ``query`` is what was looked for, cut and with single spaces; ``corrected`` a writing that finds clearly better
    pages, null where there is none. ``score`` compares results of one answer and means nothing beyond it.
    """
    finding = search.find(search.held(served.releases, served.language), query)
    return {
        "query": finding.query,
        "corrected": finding.corrected or None,
        "results": [
            {
                "kind": one.kind,
                "slug": one.slug,
                "title": one.title,
                "excerpt": one.excerpt,
                "url": addresses.of_found(one),
                "score": one.score,
            }
            for one in finding.found
        ],
    }
