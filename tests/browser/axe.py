"""axe-core, the accessibility rules, run in a page: all of them, those of WCAG 2.2 too."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

CORE = Path(__file__).parents[1] / "tools/node_modules/axe-core/axe.min.js"
FINDINGS = """async () => {
    const rules = {"target-size": {enabled: true}};
    const {violations} = await axe.run(document, {resultTypes: ["violations"], rules});
    return violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) =>
        `${id}: ${target}: ${failureSummary}`));
}"""


def findings(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands; the rules are brought along, so that no policy refuses them."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_core())
    return page.evaluate(FINDINGS)


@cache
def _core() -> str:
    assert CORE.exists(), "axe-core is not installed: make tools"
    return CORE.read_text(encoding="utf-8")
