"""Settings of the documentation: MyST Markdown, built without a network and read without one."""

from allostasis import __version__

project = "allostasis"
author = "The allostasis developers"
copyright = "2026, The allostasis developers"
release = version = __version__
language = "en-GB"

extensions = ["myst_parser"]
# No "dollarmath": equations come as MathML from docs/generate.py, so that no page loads a script from elsewhere.
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

exclude_patterns = ["_build"]

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["figures.css", "pages.css"]
html_title = f"allostasis {__version__}"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
