"""What on a page is furniture and not text: rules, judged by line and by neighbours (pure)."""
