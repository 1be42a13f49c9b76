"""The URL contract: one list a resource. Links are promises, so none of these changes its meaning."""

from django.urls import path, register_converter

from .api import statuspage, v1
from .views import contact, feedback, report, robots, styleguide, too, took, violations
from .views.reader import (
    carriers,
    causes,
    converters,
    feeds,
    guides,
    home,
    incidents,
    now,
    offline,
    promises,
    search,
    sitemaps,
    status,
    walks,
)

register_converter(converters.AnythingConverter, "anything")

app_name = "troubleshoot"

HOME = [
    path("", home.home, name="home"),
    path("search/", search.results, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("offline.json.gz", offline.shell, name="offline"),
    path("accessibility/", promises.accessibility, name="accessibility"),
    path("privacy/", promises.privacy, name="privacy"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]

GUIDES = [
    path("guides/<str:guide>/", guides.guide, name="guide"),
    path("guides/<str:guide>/offline.json.gz", offline.guide, name="offline-guide"),
    path("guides/<str:guide>/walk/", walks.walk, name="walk"),
    path("guides/<str:guide>/walk/<anything:question>/", walks.question, name="question"),
    path("guides/<str:guide>/advice/<anything:cause>/", walks.advice, name="advice"),
    path("guides/<str:guide>/end/", walks.end, name="end"),
    path("guides/<str:guide>/solved/<anything:cause>/", walks.solved, name="solved"),
    path("guides/<str:guide>/carry-on/", walks.carry_on, name="carry-on"),
    path("guides/<str:guide>/report/", report.report, name="report"),
    path("guides/<str:guide>/feedback/", feedback.feedback, name="feedback"),
    path("guides/<str:guide>/took/", took.took, name="took"),
    path("guides/<str:guide>/too/", too.too, name="too"),
    path("guides/<str:guide>/status/", status.status, name="guide-status"),
]

CAUSES = [
    path("causes/<str:cause>/", causes.cause, name="cause"),
    path("causes/<str:cause>/<str:carrier>/", causes.cause_on_carrier, name="cause-on-carrier"),
]

CARRIERS = [path("carriers/<str:carrier>/", carriers.carrier, name="carrier")]

INCIDENTS = [
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/feed.atom", feeds.incidents, name="feed"),
    path("incidents/now/", now.now, name="now"),
    path("incidents/now/<str:guide>/<str:carrier>/", now.now, name="now-about"),
    path("incidents/past/<str:month>/", incidents.past, name="past"),
    path("incidents/<str:incident>/", incidents.incident, name="incident"),
]

API = [
    path("api/v1/guides/<str:guide>/walk/", v1.walk, name="api-walk"),
    path("api/v1/causes/<str:cause>/", v1.cause, name="api-cause"),
    path("api/v1/search/", v1.search, name="api-search"),
    path("api/v1/release/", v1.release, name="api-release"),
    path("api/<anything:rest>/", v1.nowhere, name="api-nowhere"),
]

STATUSPAGE = [
    path("api/v2/summary.json", statuspage.summary, name="status-summary"),
    path("api/v2/status.json", statuspage.status, name="status"),
    path("api/v2/components.json", statuspage.components, name="status-components"),
    path("api/v2/incidents.json", statuspage.incidents, name="status-incidents"),
    path("api/v2/incidents/unresolved.json", statuspage.unresolved, name="status-unresolved"),
    path("api/v2/scheduled-maintenances.json", statuspage.maintenances, name="status-maintenances"),
    path("api/v2/scheduled-maintenances/upcoming.json", statuspage.upcoming, name="status-upcoming"),
    path("api/v2/scheduled-maintenances/active.json", statuspage.active, name="status-active"),
    path("api/v2/<anything:rest>", v1.nowhere, name="status-nowhere"),
    path("guides/<str:guide>/incidents.atom", feeds.of_guide, name="guide-feed"),
]

FILES = [
    path("sw.js", offline.worker, name="worker"),
    path("robots.txt", robots.robots, name="robots"),
    path(".well-known/security.txt", contact.security_txt, name="security-txt"),
    path("csp-reports/", violations.violations, name="violations"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
]

#: What every language has under its prefix.
BY_LANGUAGE = [*HOME, *GUIDES, *CAUSES, *CARRIERS, *INCIDENTS, *API, *STATUSPAGE]

urlpatterns = [*FILES, *BY_LANGUAGE]
