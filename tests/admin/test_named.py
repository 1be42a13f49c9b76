"""What incidents name: it keeps its slug and its row, and readers must have it."""

import pytest

from tests.admin.conftest import outage
from tests.admin.forms import filled
from tests.views.reading import Page
from troubleshoot import snapshot
from troubleshoot.incidents import lifecycle
from troubleshoot.incidents.loading import load_incidents
from troubleshoot.models import Carrier, Cause, Guide, Incident
from troubleshoot.publishing.importing import ImportRefused, import_document
from troubleshoot.publishing.loading import versions

ADD = "/admin/troubleshoot/incident/add/"
CARRIERS = "/admin/troubleshoot/carrier/"
NOT_SERVED = "読者にはまだありません。先に公開するか、公開しているものを選んでください。"


@pytest.fixture
def document():
    return outage()


def page_of(row):
    return f"/admin/troubleshoot/incident/{row.pk}/change/"


def edit(desk, incident, **changes):
    return desk.post(page_of(incident), filled(desk.get(page_of(incident)), "incident_form", **changes))


NAMED = [(Guide, "sms"), (Carrier, "docomo"), (Cause, "filter")]


def renamed(desk, model, slug):
    """Give something another slug on its own page."""
    name = model._meta.model_name
    page = f"/admin/troubleshoot/{name}/{model.objects.get(slug=slug).pk}/change/"
    return desk.post(page, filled(desk.get(page), f"{name}_form", slug="other"))


@pytest.mark.parametrize(("model", "slug"), NAMED)
def test_what_an_ongoing_incident_names_keeps_its_slug(desk, incident, model, slug):
    told = load_incidents()

    refused = renamed(desk, model, slug)

    assert Page(refused.text).one("ul", class_="errorlist", id="id_slug_error").text == (
        "続いている障害「ドコモで届きません」が使っています。いま変えると、読者の画面から障害の知らせが消えます。"
        "解消するまで待つか、障害を解消にしてから変えてください。"
    )
    assert load_incidents() == told


@pytest.mark.parametrize(("model", "slug"), NAMED)
def test_what_a_past_incident_names_may_be_renamed_and_every_process_is_told(live, desk, incident, model, slug):
    lifecycle.resolve(incident, actor=None, body={"ja": "直りました。"})
    told, before = load_incidents(), versions()[1]

    renamed(desk, model, slug)

    assert load_incidents() != told
    assert versions()[1] > before
    assert snapshot.current().incidents == load_incidents()


def test_other_words_of_what_an_ongoing_incident_names_are_saved(desk, incident):
    cause = Cause.objects.get(slug="filter")
    page = f"/admin/troubleshoot/cause/{cause.pk}/change/"

    desk.post(page, filled(desk.get(page), "cause_form", title_ja="別の題"))

    cause.refresh_from_db()
    assert cause.title["ja"] == "別の題"


@pytest.mark.parametrize("way", ["page", "action"])
def test_deleting_what_an_incident_names_says_what_to_do_instead(desk, incident, way):
    pk, told = Carrier.objects.get(slug="ahamo").pk, load_incidents()
    chosen = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}

    refused = desk.post(f"{CARRIERS}{pk}/delete/" if way == "page" else CARRIERS, chosen)

    page = Page(refused.text)
    words = "障害「 ドコモで届きません 」が使っています。その障害の原因か範囲を変えて保存すると、消せます。"
    assert words in page.one("body").text
    assert page.links()["ドコモで届きません"] == page_of(incident)
    assert load_incidents() == told


def test_carrier_that_no_incident_names_any_more_can_be_deleted(desk, incident):
    edit(desk, incident, **{"scopes-1-DELETE": "on"}, words="ahamoは対象から外れました。")

    desk.post(f"{CARRIERS}{Carrier.objects.get(slug='ahamo').pk}/delete/", {"post": "yes"})

    assert not Carrier.objects.filter(slug="ahamo").exists()


@pytest.fixture
def drafts(content):
    """Have a guide, a carrier and causes of which readers have none, or none to wait for."""
    Cause.objects.filter(slug="airplane").update(role="outage")
    return {
        "guide": Guide.objects.create(slug="bare", title={"ja": "下書きの案内"}, summary={"ja": "。"}),
        "carrier": Carrier.objects.create(slug="new", name={"ja": "下書きの回線"}),
        "cause": Cause.objects.get(slug="airplane"),
    }


@pytest.mark.parametrize(("name", "box"), [("guide", "guides"), ("carrier", "carriers"), ("cause", "cause")])
def test_telling_refuses_what_readers_do_not_have(desk, drafts, name, box):
    offered = desk.get(ADD)

    refused = desk.post(ADD, filled(offered, "tell-form", title="届きません", **{box: str(drafts[name].pk)}))

    assert str(drafts[name]) not in offered.text
    assert refused.status_code == 422
    assert Page(refused.text).one("ul", class_="errorlist").text == NOT_SERVED
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("name", "box"), [("guide", "scopes-1-guide"), ("carrier", "scopes-1-carrier"), ("cause", "cause")]
)
def test_incident_s_page_refuses_what_readers_do_not_have(desk, incident, drafts, name, box):
    told = load_incidents()

    refused = edit(desk, incident, **{box: str(drafts[name].pk)})

    assert NOT_SERVED in refused.text
    assert load_incidents() == told


def test_words_of_an_incident_are_saved_though_readers_lost_what_it_names(desk, incident):
    Carrier.objects.filter(slug="ahamo").update(slug="gone")

    edit(desk, incident, title_ja="別の題", words="題を直しました。")

    incident.refresh_from_db()
    assert incident.title["ja"] == "別の題"


@pytest.mark.parametrize(
    ("model", "name", "offered"),
    [
        ("incidentscope", "guide", ["コードが届かない"]),
        ("incidentscope", "carrier", ["ドコモ", "アハモ"]),
        ("incident", "cause", ["フィルターが止める"]),
        ("candidate", "guide", ["下書きの案内", "コードが届かない"]),
    ],
)
def test_incidents_are_offered_what_readers_have(desk, drafts, model, name, offered):
    asked = {"app_label": "troubleshoot", "model_name": model, "field_name": name}

    found = desk.get("/admin/autocomplete/", asked).json()["results"]

    assert [one["text"] for one in found] == offered


def test_import_refuses_to_rename_what_an_incident_names(incident):
    document = outage()
    document["carriers"]["other"] = {**document["carriers"].pop("ahamo"), "formerly": ["ahamo"]}

    with pytest.raises(ImportRefused) as refusal:
        import_document(document, actor=None)

    assert [(one.code, one.place) for one in refusal.value.findings] == [("in-use", ("carrier", "ahamo"))]
