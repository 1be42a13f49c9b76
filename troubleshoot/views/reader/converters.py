"""How path segments are matched."""


class AnythingConverter:
    """Whatever stands there, slashes and line breaks too: a walk's address is redirected, never refused."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        """Return the text as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the text as it stands."""
        return value
