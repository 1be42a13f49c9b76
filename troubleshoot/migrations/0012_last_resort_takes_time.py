"""A last resort takes at least a minute: one for nothing ended every walk at once."""

from django.apps.registry import Apps
from django.core.validators import MinValueValidator
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q


def raise_to_a_minute(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Give guides that say less the least there may be, which has readers advised nearly the same."""
    guides = apps.get_model("troubleshoot", "Guide").objects
    guides.filter(last_resort_minutes__lt=1).update(last_resort_minutes=1)


class Migration(migrations.Migration):
    dependencies = [("troubleshoot", "0011_took")]
    operations = [
        migrations.RunPython(raise_to_a_minute, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="guide", name="guide_prices_in_range"),
        migrations.AlterField(
            model_name="guide",
            name="last_resort_minutes",
            field=models.DecimalField(
                db_default=60,
                decimal_places=1,
                default=60,
                help_text="最後の手段で解決するまで(1分から)。続けて試すより早いときに、そちらをすすめます。小さいほど早く出ます。",
                max_digits=5,
                validators=[MinValueValidator(1)],
                verbose_name="ほかの入り方にかかる分",
            ),
        ),
        migrations.AddConstraint(
            model_name="guide",
            constraint=models.CheckConstraint(
                condition=Q(resend_minutes__gte=0, safe_resends__lte=9, pause_minutes__gte=0),
                name="guide_prices_in_range",
                violation_error_message="分は0以上、送り直せる回数は0から9で書いてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="guide",
            constraint=models.CheckConstraint(
                condition=Q(last_resort_minutes__gte=1),
                name="guide_last_resort_takes_time",
                violation_error_message="ほかの入り方にかかる分は、1以上で書いてください。",
            ),
        ),
    ]
