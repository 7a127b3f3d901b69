/** The end of a text that grows line by line: the last lines, of at most so many characters together. */
export class TextTail {
  #lines: string[] = [];
  #first = 0;
  #length = 0;
  #dropped = 0;

  constructor(private readonly most: number) {}

  push(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
    while (this.#length > this.most && this.#first < this.#lines.length - 1) {
      this.#length -= (this.#lines[this.#first]?.length ?? 0) + 1;
      this.#first += 1;
      this.#dropped += 1;
    }
    // Not at each step: that would move all lines for every one that comes.
    if (this.#first > 1024 && this.#first > this.#lines.length / 2) {
      this.#lines = this.#lines.slice(this.#first);
      this.#first = 0;
    }
  }

  get lines(): readonly string[] {
    return this.#lines.slice(this.#first);
  }

  /** How many lines were pushed and are no longer there. */
  get dropped(): number {
    return this.#dropped;
  }
}
