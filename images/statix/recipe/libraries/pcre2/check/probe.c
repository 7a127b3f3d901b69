/* Compiled once per width of the code unit. */
#include "expect.h"
#include <pcre2.h>

#if PCRE2_CODE_UNIT_WIDTH == 8
#define TEXT(text) (PCRE2_SPTR) text
#elif PCRE2_CODE_UNIT_WIDTH == 16
#define TEXT(text) (PCRE2_SPTR) u##text
#else
#define TEXT(text) (PCRE2_SPTR) U##text
#endif

int main(void) {
  int error;
  PCRE2_SIZE where;
  pcre2_code *code = pcre2_compile(TEXT("(?<upper>\\p{Lu})\\w+(?=!)"), PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP, &error, &where, NULL);
  EXPECT(code && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0);
  pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
  EXPECT(pcre2_jit_match(code, TEXT("ab Statix!"), 10, 0, 0, match, NULL) == 2);
  PCRE2_SIZE *found = pcre2_get_ovector_pointer(match);
  EXPECT(found[0] == 3 && found[1] == 9 && found[2] == 3 && found[3] == 4);
  EXPECT(pcre2_match(code, TEXT("ab statix!"), 10, 0, 0, match, NULL) == PCRE2_ERROR_NOMATCH);
  pcre2_match_data_free(match);
  pcre2_code_free(code);
  printf("pcre2 %d.%d, %d bits: Unicode and JIT\n", PCRE2_MAJOR, PCRE2_MINOR, PCRE2_CODE_UNIT_WIDTH);
  return 0;
}
