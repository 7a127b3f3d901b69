/** What of the isolation a test has met, by what the operating system says then. */
export class Refusals {
  /** EAFNOSUPPORT: there is no network, not even loopback. */
  network = false;
  /** ENETUNREACH, and names that cannot be looked up: there is loopback and nothing else. */
  outside = false;
  /** EACCES, EROFS: a folder that the caller's user cannot write to. */
  writing = false;

  readonly take = (line: string): void => {
    this.network ||= /os error 97\b|Address family not supported/.test(line);
    this.outside ||= /os error 101\b|failed to lookup address|Name does not resolve/.test(line);
    this.writing ||= /os error (13|30)\b/.test(line);
  };
}
