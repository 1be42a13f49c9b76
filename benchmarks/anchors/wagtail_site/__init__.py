"""A small Wagtail site as its tutorial has it: one sort of page, a title and a body of headings and paragraphs."""
