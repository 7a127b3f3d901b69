/** A folder in which cargo keeps what it compiled. */
export interface TargetFolder {
  readonly name: string;
  /**
   * Another word each time that it is made anew: what is noted about its content holds for one birth.
   * Empty where nobody knows.
   */
  readonly born: string;
}
