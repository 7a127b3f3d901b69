/** A registry that others have written, running on this machine, with a user in it. */
export interface OthersRegistry {
  /** As Cargo's configuration and Cargo.lock write it. */
  readonly index: string;
  /** Of the user, as Cargo sends it. */
  issueToken(): Promise<IssuedToken>;
  stop(): Promise<void>;
}

export interface IssuedToken {
  readonly text: string;
  /** What a person may take for the token: without the scheme that the registry wants. Undefined where it wants none. */
  readonly withoutScheme: string | undefined;
  revoke(): Promise<void>;
}
