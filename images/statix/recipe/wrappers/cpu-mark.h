/* Included in front of C and C++ that x86_64-linux-musl-clang compiles for a processor above the target's baseline.
   The object says by which options: as text in a section, and as the name of a symbol in it, which llvm-nm shows of
   an object of clang's LTO too. It goes wherever the object goes, through ccache, archives and rlibs. No linker takes
   the section into a program (SHF_EXCLUDE), and with it the symbol is gone.

   `.set`, because full LTO joins the assembler text of all its files, and a label may only be there once. */
#pragma GCC system_header
#if defined(__STATIX_CPU__) && !defined(__ASSEMBLER__)
__asm__(".pushsection .statix.cpu,\"e\",@progbits\n"
        "\t.asciz \"statix.cpu:" __STATIX_CPU__ "\"\n"
        "\t.set \"statix.cpu:" __STATIX_CPU__ "\", .\n"
        "\t.popsection\n");
#undef __STATIX_CPU__
#endif
