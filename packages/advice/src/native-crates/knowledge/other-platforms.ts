/**
 * Crates for other systems than Linux. A lock file lists the dependencies of all platforms and does
 * not say which belong to which; what is only reached through these is never built here.
 */
const families: readonly RegExp[] = [
  /^winapi(?:-.*)?$/,
  /^windows(?:[-_].*)?$/,
  /^objc2?(?:[-_].*)?$/,
  /^core-(?:foundation|graphics|text|video|media|audio|services)(?:-.*)?$/,
  // The declarations of winapi 0.2, one crate for each DLL: advapi32-sys, kernel32-sys, ws2_32-sys.
  /^[a-z0-9_]*32-sys$/,
  /^(?:ndk|android|wasm-bindgen|hermit|redox)(?:[-_].*)?$/,
];

const names = new Set([
  'accelerate-src',
  'apple-metal',
  'apple-sys',
  'asio-sys',
  'bcrypt-sys',
  'block-sys',
  'block2',
  'cocoa',
  'cocoa-foundation',
  'com-rs',
  'coreaudio-rs',
  'coreaudio-sys',
  'coremidi-sys',
  'd3d12',
  'darwin-libproc',
  'darwin-libproc-sys',
  'dispatch',
  'dispatch2',
  'dwmapi-sys',
  'dwrote',
  'embed-resource',
  'errno-dragonfly',
  'fsevent',
  'fsevent-stream',
  'fsevent-sys',
  'fuchsia-zircon-sys',
  'hassle-rs',
  'hermit-abi',
  'iana-time-zone-haiku',
  'icrate',
  'io-kit-sys',
  'js-sys',
  'kqueue',
  'kqueue-sys',
  'mach',
  'mach-sys',
  'mach2',
  'metal',
  'ntapi',
  'oboe-sys',
  'orbclient',
  'schannel',
  'security-framework',
  'security-framework-sys',
  'sqlite-wasm-rs',
  'system-configuration',
  'system-configuration-sys',
  'tauri-winres',
  'userenv-sys',
  'vswhom',
  'vswhom-sys',
  'wasi',
  'wasip2',
  'web-sys',
  'webview2-com-sys',
  'windivert-sys',
  'winreg',
  'winres',
  'winresource',
  'winsafe',
  'wintun',
  'wio',
  'wmi',
]);

export function isForOtherPlatform(crate: string): boolean {
  return names.has(crate) || families.some((family) => family.test(crate));
}

/**
 * Crates with a native name and no native code to build or link: declarations of the kernel's or
 * libc's interface, C translated to Rust, tables.
 */
const declarations = new Set([
  'clap-sys',
  'dirs-sys',
  'dirs-sys-next',
  'drm-sys',
  'glutin_egl_sys',
  'glutin_glx_sys',
  'inotify-sys',
  'ioctl-sys',
  'jni-sys',
  'landlock-sys',
  'libbz2-rs-sys',
  'libz-rs-sys',
  'linux-raw-sys',
  'lv2-sys',
  'napi-sys',
  'nvml-wrapper-sys',
  'openxr-sys',
  'perf-event-open-sys',
  'perf-event-open-sys2',
  'renderdoc-sys',
  'uinput-sys',
  'userfaultfd-sys',
  'vst3-sys',
]);

export function isDeclarationsOnly(crate: string): boolean {
  return declarations.has(crate);
}

/** Crates that only build scripts use: what they load or need concerns the build machine. */
const buildTime = new Set([
  'bindgen',
  'clang-sys',
  'cc',
  'cmake',
  'pkg-config',
  'system-deps',
  'vcpkg',
  'autotools',
  'cxx-build',
  'cxx-gen',
  'prost-build',
  'tonic-build',
  'tonic-prost-build',
  'protobuf-codegen',
  'protobuf-parse',
  'protoc-rust',
  'ttrpc-codegen',
  'nasm-rs',
  'autocfg',
  'version_check',
  'vergen',
  'vergen-gix',
  'vergen-git2',
  'vergen-gitcl',
  'shadow-rs',
  'built',
  'cbindgen',
  'capnpc',
  'flatc-rust',
  'lalrpop',
  'pest_generator',
  'syn',
  'quote',
  'proc-macro2',
]);

export function isBuildTime(crate: string): boolean {
  return buildTime.has(crate);
}
