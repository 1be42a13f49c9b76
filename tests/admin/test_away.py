"""A database that cannot be asked: editors are told in their own words, readers' pages of a failure are their own."""

import pytest
from django.db import InternalError, OperationalError
from psycopg import errors

from helpcenter.errors import server_error


@pytest.mark.parametrize(
    ("failure", "reason"),
    [(OperationalError, errors.AdminShutdown()), (InternalError, errors.ReadOnlySqlTransaction())],
)
@pytest.mark.parametrize(("method", "said"), [("get", "読み込み直してください"), ("post", "保存していません")])
def test_editors_are_told_whether_something_was_sent(rf, failure, reason, method, said):
    try:
        raise failure("server closed the connection, host=db.internal") from reason  # noqa: TRY301
    except failure:
        response = server_error(getattr(rf, method)("/admin/troubleshoot/device/1/change/"))

    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
    assert said in response.text
    assert "db.internal" not in response.text


@pytest.mark.parametrize(
    ("path", "failure"), [("/", OperationalError), ("/admin/", ZeroDivisionError), ("/admin/", InternalError)]
)
def test_any_other_failure_is_one_of_ours(rf, path, failure):
    try:
        raise failure  # noqa: TRY301
    except failure:
        response = server_error(rf.get(path))

    assert response.status_code == 500
    assert "保存していません" not in response.text
