"""The readers' pages that every audit looks at, one of each kind."""

from typing import Final

from .walking import DEEP, LOCKED, TICKS

ADVICE: Final = (
    "/guides/x-sms/walk/?situation=locked&screen=sent-match&reach=people-only&carrier=docomo&recent=spam-setting"
)
PAGES: Final = {
    "home": "/",
    "guide": "/guides/x-sms/",
    "question": LOCKED,
    "question to tick": TICKS,
    "question again": f"{DEEP}&carrier=docomo",
    "advice": ADVICE,
    "end": "/guides/x-sms/end/",
    "solved": "/guides/x-sms/solved/ios-filter/",
    "carry on": "/guides/x-sms/carry-on/?situation=locked&screen=sent-match",
    "cause": "/causes/carrier-intl-block/",
    "cause on carrier": "/causes/carrier-intl-block/docomo/",
    "cause by device": "/causes/ios-filter/",
    "carrier": "/carriers/docomo/",
    "search": "/search/?q=SMS",
    "nothing found": "/search/?q=%E3%81%AC%E3%82%8B%E3%81%BD",
    "incidents": "/incidents/",
    "not found": "/nowhere/",
}
