/** What an engine presents to a registry, as its API names it (X-Registry-Auth). */
export interface RegistryAuth {
  readonly serveraddress: string;
  readonly username?: string;
  readonly password?: string;
  /** Instead of name and password: an OAuth token that the registry gave before. */
  readonly identitytoken?: string;
}

/** What this user has for a registry. */
export interface RegistryCredentials {
  readonly registry: string;
  /** Undefined: nothing is configured, and the registry is asked without a name. */
  readonly auth: RegistryAuth | undefined;
  /** Where they come from, or where they were looked for, for messages; never the secret. */
  readonly source: string;
}
