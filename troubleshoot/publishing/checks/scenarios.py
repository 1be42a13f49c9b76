"""Whether each scenario still comes to what its editor wants."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from troubleshoot.publishing.scenarios import run

from .base import Finding, Subject, error


def check(subject: Subject) -> Iterator[Finding]:
    """Name scenarios that fail, and answers in them that the guide does not know."""
    for guide in subject.release.guides.values():
        for scenario in guide.scenarios:
            place = ("scenario", guide.slug, scenario.key)
            if not subject.concerns(*place):
                continue
            outcome = run(guide, scenario)
            for name in outcome.dropped:
                words = _("この案内にない質問か答えです: %(answer)s。スラッグを直してください。")
                message = words % {"answer": f"{name}={scenario.answers[name]}"}
                yield error("scenario-unknown-answer", place, message, "answers")
            for failure in outcome.failures:
                words = _("%(failure)s効き目・割合か、この場面の期待を見直してください。")
                yield error("scenario-fails", place, words % {"failure": failure})
