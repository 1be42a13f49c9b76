"""A link that a browser might take for another is refused where it is typed, as it was at import."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('troubleshoot', '0013_audit_log'),
    ]

    operations = [
        migrations.AlterField(
            model_name='carrier',
            name='url',
            field=models.URLField(blank=True, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='公式ページ'),
        ),
        migrations.AlterField(
            model_name='remedystep',
            name='url',
            field=models.CharField(blank=True, help_text='https:// か、このサイトの / で始まるアドレス。', max_length=300, validators=[django.core.validators.RegexValidator('^(https://\\S+|/|/[^/\\\\\\s]\\S*)\\Z', 'リンクは https:// か / で始めて、空白を入れずに書いてください。')], verbose_name='リンク'),
        ),
    ]
