"""Forms that are shown again before anybody judges them, and the rows among them."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .fields import QuickCheckbox, QuickHidden


class JudgedForm(forms.BaseForm):
    """A form that may be shown again, with what was sent, before anybody asks whether it is right."""

    judged = False

    @property
    def errors(self) -> ErrorDict:
        """The errors by field, none before the form was judged: its boxes are not drawn as wrong either."""
        return super().errors if self.judged else ErrorDict()

    def is_valid(self) -> bool:
        """Judge the form; from now on its errors are shown."""
        self.judged = True
        return super().is_valid()


class RowForm(JudgedForm, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A row that can be moved and taken out: ``was`` names the stored row, "" for a new one."""

    was = forms.CharField(required=False, widget=QuickHidden)
    order = forms.IntegerField(required=False, widget=QuickHidden)
    remove = forms.BooleanField(label=gettext_lazy("保存するときに消す"), required=False, widget=QuickCheckbox)

    @property
    def number(self) -> str:
        """The row's number within its list."""
        return str(self.prefix).rpartition("-")[2]

    @property
    def removed(self) -> bool:
        """Whether the editor asked for it to go."""
        return bool(self["remove"].value())

    @property
    def words(self) -> str:
        """What the row is called."""
        raise NotImplementedError

    @property
    def remove_box(self) -> SafeString:
        """The box to tick where the row is to go, named after the row."""
        box: Any = self["remove"]
        label = _("「%(row)s」を保存するときに消す") % {"row": self.words}
        return box.as_widget(attrs={"aria-label": label})  # type: ignore[no-any-return]
