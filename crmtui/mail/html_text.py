def html_to_text(s): return s,""
