import { execa } from 'execa';

/**
 * What GNU readelf says of one file. Numbers of 64 bits are bigints.
 *
 * @typedef {object} ReadelfFacts
 * @property {Map<string, string>} header by readelf's own names: `Entry point address`
 * @property {object[]} segments
 * @property {string[]} interpreters
 * @property {boolean} hasDynamic
 * @property {{ tag: bigint, type: string, said: string }[]} dynamic without the rest behind DT_NULL
 * @property {{ from: string | bigint, owner: string, size: number, type: string, buildId?: string }[]} notes
 * @property {{ count: number, indirect: number, inReadOnlyMemory: number }} relocations
 * @property {object[]} sections
 * @property {string[]} comments
 * @property {string[]} warnings
 */

/** `-D`: relocations where start code finds them, by the dynamic table. */
const ARGUMENTS = ['-W', '-h', '-S', '-l', '-d', '-n', '-r', '-D', '-p', '.comment'];

/** @param {string} path @returns {Promise<ReadelfFacts>} */
export async function readReadelf(path) {
  const parser = new Parser();
  const child = execa('readelf', [...ARGUMENTS, path], {
    ...{ reject: false, buffer: { stdout: false, stderr: true }, stdin: 'ignore' },
    ...{ env: { LC_ALL: 'C' }, encoding: 'utf8', timeout: 300_000, killSignal: 'SIGKILL' },
  });
  let rest = '';
  child.stdout.setEncoding('latin1');
  child.stdout.on('data', (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    for (const line of lines) parser.take(line);
  });
  const { stderr, timedOut } = await child;
  if (timedOut) throw new Error(`readelf did not end with ${path}`);
  parser.take(rest);
  return { ...parser.facts(), warnings: stderr.split('\n').filter((line) => line !== '') };
}

/** Types of readelf's list of program headers. */
const SEGMENTS = new Map([
  ...[
    ['NULL', 0],
    ['LOAD', 1],
    ['DYNAMIC', 2],
    ['INTERP', 3],
    ['NOTE', 4],
    ['SHLIB', 5],
    ['PHDR', 6],
  ],
  ...[
    ['TLS', 7],
    ['GNU_EH_FRAME', 0x6474e550],
    ['GNU_STACK', 0x6474e551],
    ['GNU_RELRO', 0x6474e552],
  ],
  ...[
    ['GNU_PROPERTY', 0x6474e553],
    ['GNU_SFRAME', 0x6474e554],
    ['RISCV_ATTRIBUT', 0x70000003],
  ],
]);

function segmentType(name) {
  const known = SEGMENTS.get(name);
  if (known !== undefined) return known;
  const offset = /^(LOOS|LOPROC)\+0x([0-9a-f]+)$/.exec(name);
  if (offset !== null)
    return (offset[1] === 'LOOS' ? 0x60000000 : 0x70000000) + Number.parseInt(offset[2], 16);
  const unknown = /^<unknown>: ?([0-9a-f]+)$/.exec(name);
  return unknown === null ? name : Number.parseInt(unknown[1], 16);
}

const HEADER = /^ {2}([A-Z][A-Za-z/ ]+):\s+(.*)$/;
/** Name and type, the type in 15 columns; then address, offset and size. */
const SECTION = /^ {2}\[ *(\d+)\] (.*?) ([0-9a-f]{16}) ([0-9a-f]{6,}) ([0-9a-f]{6,}) [0-9a-f]{2,} /;
const SEGMENT =
  /^ {2}(<unknown>: ?\w+|\S+) +0x(\w+) 0x(\w+) 0x\w+ 0x(\w+) 0x(\w+) ([R ])([W ])([E ]) (?:0x)?(\w+)$/;
const INTERPRETER = /^ +\[Requesting program interpreter: (.*)\]$/;
const DYNAMIC = /^ 0x([0-9a-f]{16}) \((.*?)\) +(.*)$/;
const NOTES = /^Displaying notes found (?:in: (.*)|at file offset 0x([0-9a-f]+) with length .*)$/;
const NOTE = /^ {2}(.{20}) 0x([0-9a-f]{8})\t(.*)$/;
const BUILD_ID = /Build ID: ([0-9a-f]+)/;
const RELOCATIONS = /^'(RELA|REL|RELR|PLT)' relocation section at offset 0x[0-9a-f]+ contains/;
const RELOCATION = /^([0-9a-f]{16}) {2}[0-9a-f]{16} (\S+)/;
const RELATIVE = /^([0-9a-f]{16})/;
const COMMENT = /^ {2}\[ *[0-9a-f]+\] {2}(.*)$/;

/** Reads the text line by line: what belongs to what is told by the headings. */
class Parser {
  #part = 'start';
  #isIn = (_address) => false;
  #noteFrom = '';
  #isEnded = false;
  #facts = {
    ...{ header: new Map(), segments: [], interpreters: [], hasDynamic: false, dynamic: [] },
    ...{ notes: [], relocations: { count: 0, indirect: 0, inReadOnlyMemory: 0 } },
    ...{ sections: [], comments: [] },
  };

  facts() {
    return this.#facts;
  }

  take(line) {
    // Of millions of lines these are nearly all.
    if (this.#part === 'relocations' || this.#part === 'relative') {
      const match = (this.#part === 'relative' ? RELATIVE : RELOCATION).exec(line);
      if (match !== null) {
        this.#relocation(Number.parseInt(match[1], 16), match[2] ?? '');
        return;
      }
    }
    if (!this.#heading(line)) this.#content(line);
  }

  #heading(line) {
    const relocations = RELOCATIONS.exec(line);
    const notes = NOTES.exec(line);
    if (line === 'ELF Header:') this.#part = 'header';
    else if (line === 'Section Headers:') this.#part = 'sections';
    else if (line.startsWith('Key to Flags:')) this.#part = 'key';
    else if (line === 'Program Headers:') this.#part = 'segments';
    else if (line.startsWith(' Section to Segment mapping:')) this.#part = 'mapping';
    else if (line.startsWith('Dynamic section at offset')) {
      this.#part = 'dynamic';
      this.#facts.hasDynamic = true;
    } else if (relocations !== null) {
      this.#part = relocations[1] === 'RELR' ? 'relative' : 'relocations';
      this.#isIn = writable(this.#facts.segments);
    } else if (notes !== null) {
      this.#part = 'notes';
      this.#noteFrom = notes[1] ?? BigInt(`0x${notes[2]}`);
    } else if (line.startsWith("String dump of section '.comment'")) this.#part = 'comments';
    else return false;
    return true;
  }

  #content(line) {
    const take = {
      header: () => this.#header(line),
      sections: () => this.#section(line),
      segments: () => this.#segment(line),
      dynamic: () => this.#dynamic(line),
      notes: () => this.#note(line),
      comments: () => this.#comment(line),
    }[this.#part];
    take?.();
  }

  #header(line) {
    const match = HEADER.exec(line);
    // `Version` is there twice; e_ident's comes first.
    if (match !== null && !this.#facts.header.has(match[1]))
      this.#facts.header.set(match[1], match[2]);
  }

  #section(line) {
    const match = SECTION.exec(line);
    if (match === null) return;
    const [, index, named, address, offset, size] = match;
    const name = named.slice(0, -16).trimEnd();
    const type = named.slice(-15).trimEnd();
    this.#facts.sections[Number(index)] = { name, type, ...numbers({ address, offset, size }) };
  }

  #segment(line) {
    const interpreter = INTERPRETER.exec(line);
    if (interpreter !== null) this.#facts.interpreters.push(interpreter[1]);
    const match = SEGMENT.exec(line);
    if (match === null) return;
    const [, name, offset, address, fileSize, memorySize, r, w, x, alignment] = match;
    const flags = (r === 'R' ? 4 : 0) + (w === 'W' ? 2 : 0) + (x === 'E' ? 1 : 0);
    this.#facts.segments.push({
      ...{ type: segmentType(name), flags },
      ...numbers({ offset, address, fileSize, memorySize, alignment }),
    });
  }

  #dynamic(line) {
    const match = DYNAMIC.exec(line);
    if (match === null || this.#isEnded) return;
    const tag = BigInt(`0x${match[1]}`);
    this.#isEnded = tag === 0n;
    if (!this.#isEnded) this.#facts.dynamic.push({ tag, type: match[2], said: match[3].trimEnd() });
  }

  #note(line) {
    const match = NOTE.exec(line);
    const last = this.#facts.notes.at(-1);
    const buildId = BUILD_ID.exec(line)?.[1];
    if (match !== null) {
      const [, owner, size, type] = match;
      this.#facts.notes.push({
        ...{ from: this.#noteFrom, owner: owner.trimEnd(), size: Number.parseInt(size, 16) },
        ...{ type: type.split('\t')[0], ...(buildId === undefined ? {} : { buildId }) },
      });
    } else if (buildId !== undefined && last !== undefined) last.buildId = buildId;
  }

  #comment(line) {
    const match = COMMENT.exec(line);
    if (match !== null) this.#facts.comments.push(match[1]);
  }

  #relocation(target, type) {
    const { relocations } = this.#facts;
    relocations.count += 1;
    if (/^R_(?:X86_64|AARCH64)_IRELATIV/.test(type)) relocations.indirect += 1;
    if (!this.#isIn(target)) relocations.inReadOnlyMemory += 1;
  }
}

/** Whether an address is in memory that is mapped writable; by going through all of them. */
function writable(segments) {
  const ranges = segments
    .filter(({ type, flags }) => type === 1 && (flags & 2) !== 0)
    .map(({ address, memorySize }) => [Number(address), Number(address + memorySize)]);
  return (address) => ranges.some(([from, to]) => address >= from && address < to);
}

function numbers(texts) {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, BigInt(`0x${text}`)]),
  );
}
