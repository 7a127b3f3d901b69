/** A file to put into the container: an input of the build, or a stub. */
export interface StagedFile {
  /** Repository-relative, forward slashes. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}
