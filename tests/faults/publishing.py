"""Publishing at a node of the cluster, as a command does."""

#: Publishes a guide with another title, its draft left as it was; prints the release's number before and after.
PUBLISHING = """
from troubleshoot.models import Counter, Guide
from troubleshoot.publishing import publish
guide, was = Guide.objects.get(slug="x-sms"), dict(Guide.objects.get(slug="x-sms").title)
before = Counter.objects.get(name=Counter.RELEASE).number
guide.title["ja"] = {title!r}
guide.save()
after = publish.publish(actor=None, note="trial").release.number
guide.title = was
guide.save()
print(before, after)
"""


def publish(cluster, title):
    """Publish a release in which a guide is called that; return the number of the one before, and its own."""
    before, after = map(int, cluster.manage("shell", "-v", "0", "-c", PUBLISHING.format(title=title)).split()[-2:])
    assert after > before
    return before, after
