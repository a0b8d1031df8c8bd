"""An article has a name for a running text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0004_machine"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="short_name",
            field=models.CharField(default="", help_text="what it is called in a running text", max_length=200),
        ),
    ]
