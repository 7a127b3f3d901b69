/** What each tool may say of a file without being wrong: silence is not wrong. */
const RIGHT = {
  'static-pie': {
    ours: /^static-pie$/,
    file: /^static-pie linked|no word/,
    ldd: /statically linked|not a dynamic/,
    checksec: /PIE enabled|nothing/,
    hardening: /^yes|nothing/,
  },
  static: {
    ours: /^static$/,
    file: /^statically linked|no word/,
    ldd: /statically linked|not a dynamic/,
    checksec: /No PIE|nothing/,
    hardening: /normal executable|nothing/,
  },
  dynamic: {
    ours: /^dynamic$/,
    file: /^dynamically linked|no word/,
    ldd: /a list|exit code/,
    checksec: /PIE enabled|No PIE|nothing/,
    hardening: /^yes|normal executable|nothing/,
  },
  library: {
    ours: /^shared-library$/,
    file: /^shared object|no word/,
    ldd: /a list|exit code/,
    checksec: /DSO|nothing/,
    hardening: /shared library|nothing/,
  },
  // What the stub is linked like says nothing of the program in it.
  'packed static': {
    ours: /^unknown$/,
    file: /statically|no word/,
    ldd: /.*/,
    checksec: /.*/,
    hardening: /.*/,
  },
  'packed dynamic': {
    ours: /^unknown$/,
    file: /dynamically|no word/,
    ldd: /a list|exit code/,
    checksec: /.*/,
    hardening: /.*/,
  },
  // Ours reads 64-bit files, and says so.
  'static, 32-bit': {
    ours: /^unknown$/,
    file: /^statically linked|no word/,
    ldd: /statically linked|not a dynamic/,
    checksec: /No PIE|nothing/,
    hardening: /normal executable|nothing/,
  },
  'no program': {
    ours: /^unknown$|^STATIX_ELF_/,
    file: /no word/,
    ldd: /not a dynamic|exit code/,
    checksec: /REL|nothing|No PIE/,
    hardening: /.*/,
  },
};

/** @returns the names of those that are wrong about how the file is linked */
export function judge(is, said) {
  const words = {
    ours: said.ours.linkage,
    file: said.file,
    ldd: said.ldd,
    checksec: said.checksec.pie,
    hardening: said.hardening.pie,
  };
  return Object.entries(RIGHT[is])
    .filter(([tool, right]) => !right.test(words[tool]))
    .map(([tool]) => tool);
}
