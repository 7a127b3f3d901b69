int statix_inlined(int value) { return value * 2; }
