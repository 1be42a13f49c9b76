"""The readers' pages that every audit looks at, one of each kind."""

import json
from pathlib import Path
from typing import Final

from .walking import DEEP, LOCKED, TICKS

ADVICE: Final = (
    "/guides/x-sms/walk/?situation=locked&screen=sent-match&reach=people-only&carrier=docomo&recent=spam-setting"
)
#: Two causes behind one login, tried before one new code.
BATCH: Final = (
    "/guides/x-sms/walk/?situation=locked&screen=sent-match&reach=people-only&recent=mnp&carrier=ahamo&tried=ios-filter"
)
#: What only a new code shows, after as many of them as are safe.
PAUSE: Final = (
    "/guides/x-sms/walk/?situation=locked&screen=sent-match&reach=unsure&recent=blocked-sender&carrier=au"
    "&tried=carrier-intl-block,ios-filter&resent=2"
)
_ROWS: Final = json.loads((Path(__file__).parents[2] / "fixtures/guides.json").read_text(encoding="utf-8"))
#: Every cause tried in vain.
TRIED: Final = ",".join(
    row["fields"]["cause"][0]
    for row in _ROWS
    if row["model"] == "troubleshoot.candidate" and row["fields"]["guide"] == ["x-sms"]
)
PAGES: Final = {
    "home": "/",
    "guide": "/guides/x-sms/",
    "question": LOCKED,
    "question to tick": TICKS,
    "question again": f"{DEEP}&carrier=docomo",
    "advice": ADVICE,
    "advice of several": BATCH,
    "advice to pause": PAUSE,
    "end": f"{ADVICE}&tried={TRIED}",
    "solved": "/guides/x-sms/solved/ios-filter/",
    "carry on": "/guides/x-sms/carry-on/?situation=locked&screen=sent-match",
    "cause": "/causes/carrier-intl-block/",
    "cause on carrier": "/causes/carrier-intl-block/docomo/",
    "cause by device": "/causes/ios-filter/",
    "carrier": "/carriers/docomo/",
    "search": "/search/?q=SMS",
    "nothing found": "/search/?q=%E3%81%AC%E3%82%8B%E3%81%BD",
    "status": "/guides/x-sms/status/",
    "incidents": "/incidents/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "not found": "/nowhere/",
}
