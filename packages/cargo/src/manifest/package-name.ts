/** Cargo's rule for the name of a package: validate_package_name in cargo-util-schemas' restricted_names.rs. */
export function isPackageName(name: string): boolean {
  return /^[\p{XID_Start}_][\p{XID_Continue}-]*$/u.test(name);
}
