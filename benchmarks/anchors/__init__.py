"""What the site is measured beside. Each serves the bytes that BENCH_BODY names, or a page of as many."""
