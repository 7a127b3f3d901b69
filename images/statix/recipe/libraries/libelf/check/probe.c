/* Reads itself. The build compresses its debug sections with zstd or zlib, so another program has
   written what is decompressed here. */
#include "expect.h"
#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>

int main(int count, char **arguments) {
  (void)count;
  EXPECT(elf_version(EV_CURRENT) != EV_NONE);
  Elf *elf = elf_begin(open(arguments[0], O_RDONLY), ELF_C_READ, NULL);
  GElf_Ehdr header;
  EXPECT(elf && elf_kind(elf) == ELF_K_ELF && gelf_getehdr(elf, &header));
  EXPECT(header.e_machine == EM_X86_64 && header.e_type == ET_DYN);
  size_t names, functions = 0;
  int line_text = 0;
  EXPECT(elf_getshdrstrndx(elf, &names) == 0);
  for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
    GElf_Shdr shdr;
    EXPECT(gelf_getshdr(section, &shdr));
    const char *name = elf_strptr(elf, names, shdr.sh_name);
    if (shdr.sh_type == SHT_SYMTAB) {
      Elf_Data *data = elf_getdata(section, NULL);
      GElf_Sym symbol;
      for (int i = 0; gelf_getsym(data, i, &symbol); i++)
        if (strcmp(elf_strptr(elf, shdr.sh_link, symbol.st_name), "main") == 0 && GELF_ST_TYPE(symbol.st_info) == STT_FUNC) functions++;
    }
    if (strcmp(name, ".debug_line_str") == 0) {
      EXPECT(shdr.sh_flags & SHF_COMPRESSED);
      EXPECT(elf_compress(section, 0, 0) == 1);
      Elf_Data *data = elf_getdata(section, NULL);
      line_text = data && memmem(data->d_buf, data->d_size, "probe.c", 7) != NULL;
    }
  }
  EXPECT(functions == 1 && line_text);
  elf_end(elf);
  puts("libelf: header, symbols, compressed section of this program");
  return 0;
}
