"""The one sort of page."""

from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class TextPage(Page):
    """A title, and headings and paragraphs."""

    body = StreamField([("heading", CharBlock()), ("paragraph", RichTextBlock())])
    template = "text_page.html"
