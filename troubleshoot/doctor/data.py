"""What the database says: whether it is there and as the program needs it, and whether there is something to serve."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, NotSupportedError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from troubleshoot.door import factors
from troubleshoot.incidents import alerting
from troubleshoot.models import Guide, Release
from troubleshoot.models.clock import database_time
from troubleshoot.publishing import loading
from troubleshoot.snapshot import localfile

from .base import Finding, ok, watch, wrong

#: A newest release older than this is worth a look: carriers change their pages and menus.
OLD: Final = timedelta(days=180)
#: How far a clock may be off before somebody should look, and before passes and tallies go wrong.
OFF, FAR_OFF = timedelta(seconds=5), timedelta(seconds=60)


def database() -> Finding:
    """Judge whether the database can be had, and is new enough."""
    if connection.vendor == "sqlite" and not _is_there(connection.settings_dict["NAME"]):
        return wrong(
            "データベースのファイルがまだありません。", "make run か python manage.py migrate を実行してください。"
        )
    try:
        connection.ensure_connection()
    except NotSupportedError as failure:
        return wrong(f"データベースの版が古すぎます({_words(failure)})。", "PostgreSQL は15以上にしてください。")
    except DatabaseError as failure:
        how = (
            "データベースを起動し、DATABASE_URL とその権限を確かめてください。それまで読者にはメモリの公開版が出ます。"
        )
        return wrong(f"データベースに届きません({_words(failure)})。", how)
    version = ".".join(map(str, connection.get_database_version()))
    return ok(f"{connection.display_name} {version} に届きます。")


def migrations() -> Finding:
    """Judge whether the tables are those that the program knows."""
    executor = MigrationExecutor(connection)
    graph = executor.loader
    if missing := [str(migration) for migration, _ in executor.migration_plan(graph.graph.leaf_nodes())]:
        return wrong(
            f"まだの移行が{len(missing)}つあります: {_some(missing)}。", "python manage.py migrate を実行してください。"
        )
    newer = [".".join(one) for one in graph.applied_migrations if one not in graph.disk_migrations]
    if newer := [one for one in newer if one.split(".")[0] in graph.migrated_apps]:
        how = "前の版に戻したのなら、そのままで動きます。そうでなければ、プログラムを新しくしてください。"
        return watch(f"このプログラムが知らない移行があります: {_some(newer)}。", how)
    return ok("移行はすべて済んでいます。")


def release() -> Finding:
    """Judge whether there is a whole release, and how old it is."""
    try:
        newest = loading.newest()
    except loading.DamagedReleaseError as damage:
        return wrong(str(damage), "python manage.py publish(または rollback N)で新しく公開してください。")
    if newest is None:
        return wrong("公開版がまだありません。", "python manage.py load_first_content か publish を実行してください。")
    age = timezone.now() - datetime.fromisoformat(newest.published_at)
    told = f"最新は{newest.number}番、{age.days}日前の公開です。"
    if age > OLD:
        return watch(told, "内容が古くなっていないか、編集者に /admin/ の「そろそろ確認」を見てもらってください。")
    return ok(told)


def clock() -> Finding:
    """Compare this machine's clock with the database's and with the newest release."""
    how = "時刻合わせ(systemd-timesyncd や chrony)を、この機械とデータベースの機械の両方で動かしてください。"
    newest = Release.objects.newest()
    if newest and newest.published_at - timezone.now() > FAR_OFF:
        return wrong(f"最新の公開版の時刻({timezone.localtime(newest.published_at):%Y-%m-%d %H:%M})が未来です。", how)
    if connection.vendor != "postgresql":
        return ok("最新の公開版より後です(データベースはこの機械にあります)。")
    off = abs(timezone.now() - database_time())
    told = f"データベースの時計との差は{off.total_seconds():.1f}秒です。"
    if off > FAR_OFF:
        return wrong(told, how)
    return watch(told, how) if off > OFF else ok(told)


def owner() -> Finding:
    """Judge whether somebody may do everything, and can log in."""
    owners = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    names = [user.get_username() for user in owners if user.has_usable_password()]
    if names:
        return ok(f"何でもできるアカウントがあります: {_some(names)}。")
    return watch("何でもできるアカウントがありません。", "make admin で作ってください(docs/operators/accounts.md)。")


def second_factors() -> Finding:
    """Judge whether whoever has a right that takes a second factor has one."""
    if settings.SECOND_FACTOR == "off":
        return watch(
            "二段階の確認を求めていません。",
            "SECOND_FACTOR=publishers にしてください(docs/operators/settings.md)。",
        )
    if names := [user.get_username() for user in factors.lacking()]:
        how = (
            "その人に設定してもらってください。それまで公開も障害の知らせもできません(docs/editors/second-factor.md)。"
        )
        return watch(f"公開・障害・人を任されていて、二段階の確認がまだの人がいます: {_some(names)}。", how)
    return ok("公開・障害・人を任された人は、みな二段階の確認をしています。")


def release_files_agree() -> Finding:
    """Judge whether the release files are of this database; after a restore they may not be."""
    held = localfile.read_newest(Path(settings.VAR_DIR) / "releases")
    if held is None:
        return ok("比べる公開版のファイルがありません。")
    stored = Release.objects.filter(number=held["number"]).first()
    if stored and loading.opened(stored).digest == held["digest"]:
        return ok(f"公開版のファイル({held['number']}番)はデータベースのものと同じです。")
    told = f"公開版のファイル({held['number']}番)がデータベースのものと違います。"
    return wrong(
        told, f"バックアップを戻した後なら、{settings.VAR_DIR}/releases を消してサーバーを起動し直してください。"
    )


def _is_there(name: object) -> bool:
    """Tell whether an SQLite database is there: to connect would make it. One in memory always is."""
    return str(name).startswith((":memory:", "file:")) or Path(str(name)).exists()


def _some(names: list[str]) -> str:
    """Return the first of many names."""
    return "、".join(names[:3]) + ("ほか" if len(names) > 3 else "")  # noqa: PLR2004


def _words(failure: Exception) -> str:
    return " ".join(str(failure).split())


def officers() -> Finding:
    """Judge whether anybody is told, by mail, of an outage that the site notices."""
    if not (found := alerting.addresses()):
        how = "障害担当の人のメールアドレスを /admin/ で入れてください。疑いは、それまで /admin/ にだけ出ます。"
        return watch("障害の疑いを知らせるメールの宛先がありません。", how)
    if settings.MAILERS["default"]["BACKEND"].endswith("console.EmailBackend"):
        return watch("障害の疑いのメールは、送られずにログに出ます。", "EMAIL_URL にメールサーバーを書いてください。")
    return ok(f"障害の疑いを{len(found)}人にメールで知らせます。")


def watched() -> Finding:
    """Judge whether the guides that STATUS_FEEDS and SURGES_PUBLISHED_FOR name are there."""
    named = {guide for guide, _ in settings.STATUS_FEEDS} | set(settings.SURGES_PUBLISHED_FOR)
    if missing := sorted(named - set(Guide.objects.values_list("slug", flat=True))):
        how = "STATUS_FEEDS と SURGES_PUBLISHED_FOR には、案内のスラッグを書いてください。"
        return wrong(f"設定にある案内がありません: {', '.join(missing)}。", how)
    return ok(f"状況ページを{len(settings.STATUS_FEEDS)}つ見ています。")
