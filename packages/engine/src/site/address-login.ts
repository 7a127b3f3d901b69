/**
 * Whether the address of a proxy has a login in it. A proxy may be named without a scheme, and has no path: a
 * password with a character that belongs escaped is one all the same.
 */
export function hasLogin(address: string): boolean {
  return address.includes('@');
}

/** The beginnings of addresses with a login in a text, such as apt's sources and settings. */
export function addressesWithLogin(text: string): string[] {
  return text.match(/[a-z][a-z0-9+.-]*:\/\/[^\s/"'@]+@/gi) ?? [];
}

/**
 * What must not be shown of an address's login: the password, as it stands there and as it is sent, and the two
 * parts together, of which HTTP sends the base64. A login without a password may be a token.
 */
export function secretsInAddress(address: string): string[] {
  const [, login = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(.*)@/is.exec(address) ?? [];
  const at = login.indexOf(':');
  const forms = at < 0 || at === login.length - 1 ? [login] : [login.slice(at + 1), login];
  return [...new Set(forms.flatMap((form) => [form, decoded(form)]))].filter((form) => form !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not escaped at all: a per cent sign of the password's own.
    return text;
  }
}
