import type { FileContent, TreeEntry } from '../archive/tree.js';

/** Where OpenSSL of Debian, Go and rustls-native-certs look for authorities. */
export const CERTIFICATES_PATH = 'etc/ssl/certs/ca-certificates.crt';
const ZONEINFO_PATH = 'usr/share/zoneinfo';
/** Everybody may write, nobody remove what is another's. */
const SHARED_FOLDER_MODE = 0o1777;

/** What is in an image besides the programs. */
export interface RootContent {
  readonly certificates: Buffer | undefined;
  /** Compiled zones, by names such as `Europe/Vienna`. */
  readonly zones: readonly { readonly name: string; readonly content: FileContent }[];
  /** Whether there are accounts for root and the user. */
  readonly accounts: boolean;
  /** `65532:65532` */
  readonly user: string;
  /** Absolute. */
  readonly folders: readonly string[];
}

/** The files of the lower layer; none where nothing was asked for. */
export function rootEntries(content: RootContent): TreeEntry[] {
  const { certificates, zones, accounts, user, folders } = content;
  return [
    ...(certificates === undefined ? [] : [file(CERTIFICATES_PATH, certificates)]),
    ...zones.map((zone) => file(`${ZONEINFO_PATH}/${zone.name}`, zone.content)),
    ...(accounts ? accountFiles(user) : []),
    ...[...new Set(folders)].map((path): TreeEntry => {
      return { kind: 'folder', path: path.slice(1), mode: SHARED_FOLDER_MODE };
    }),
  ];
}

/** passwd(5) and group(5), without a shell, as there is none. */
function accountFiles(user: string): TreeEntry[] {
  const [uid = '0', gid = uid] = user.split(':');
  const isRoot = Number(uid) === 0;
  const passwd = [
    'root:x:0:0:root:/root:/sbin/nologin',
    ...(isRoot ? [] : [`nonroot:x:${uid}:${gid}:nonroot:/home/nonroot:/sbin/nologin`]),
  ];
  const group = ['root:x:0:', ...(Number(gid) === 0 ? [] : [`nonroot:x:${gid}:`])];
  return [
    file('etc/passwd', Buffer.from(`${passwd.join('\n')}\n`)),
    file('etc/group', Buffer.from(`${group.join('\n')}\n`)),
  ];
}

function file(path: string, content: FileContent): TreeEntry {
  return { kind: 'file', path, mode: 0o644, content };
}
