import type { Packer, SectionTable } from '../elf-file.js';
import type { ByteSource } from './byte-source.js';

/** Where AppImages say what they are: in e_ident, whose last bytes Linux does not read (AppImage specification). */
const APPIMAGE_OFFSET = 8;

/** The cookie of PyInstaller's archive (bootloader/src/pyi_archive.h); it is searched from the end of the file. */
const PYINSTALLER_COOKIE = Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1');

/** The cookie's 88 bytes, and what objcopy and a signature put behind them. */
const TAIL_BYTES = 64 * 1024;

/** The section that StaticX's start code looks for in its own file (bootloader/common.h). */
const STATICX_SECTION = '.staticx.archive';

/**
 * Programs that carry others in a known form and start them: these can be told by what their own start code
 * needs to find, though they have a runtime of their own. That a section says it is enough here: without it
 * the carrier finds nothing to start.
 */
export async function findCarrier(
  source: ByteSource,
  sections: SectionTable,
): Promise<Packer | undefined> {
  return (await findAppImage(source)) ?? findStaticX(sections) ?? (await findPyInstaller(source));
}

async function findAppImage(source: ByteSource): Promise<Packer | undefined> {
  const mark = (await source.read(APPIMAGE_OFFSET, 3)).toString('latin1');
  return /^AI[\x01\x02]$/.test(mark)
    ? {
        name: 'AppImage',
        offset: APPIMAGE_OFFSET,
        why: `its mark "AI" for type ${mark.charCodeAt(2)} is in the file header: it mounts an image and starts what is in it`,
      }
    : undefined;
}

function findStaticX(sections: SectionTable): Packer | undefined {
  const found =
    sections.state === 'read'
      ? sections.sections.find(({ name }) => name === STATICX_SECTION)
      : undefined;
  if (found === undefined) return undefined;
  return {
    name: 'StaticX',
    offset: Number(found.offset),
    why: `its section ${STATICX_SECTION} holds a program with its loader and libraries`,
  };
}

async function findPyInstaller(source: ByteSource): Promise<Packer | undefined> {
  const start = Math.max(0, source.size - TAIL_BYTES);
  const index = (await source.read(start, source.size - start)).lastIndexOf(PYINSTALLER_COOKIE);
  if (index < 0) return undefined;
  return {
    name: 'PyInstaller',
    offset: start + index,
    why: 'the cookie of its archive is near the end of the file: it unpacks libraries and loads them',
  };
}
