/**
 * Crates for other systems than Linux. A lock file lists the dependencies of all platforms and does
 * not say which belong to which; what is only reached through these is never built here.
 */
const families: readonly RegExp[] = [
  /^winapi(?:-.*)?$/,
  /^windows(?:[-_].*)?$/,
  /^objc2?(?:[-_].*)?$/,
  /^core-(?:foundation|graphics|text|video|media|audio|services)(?:-.*)?$/,
  /^(?:ndk|android|wasm-bindgen|hermit|redox)(?:[-_].*)?$/,
];

const names = new Set([
  'accelerate-src',
  'apple-metal',
  'block-sys',
  'block2',
  'cocoa',
  'cocoa-foundation',
  'com-rs',
  'coreaudio-rs',
  'coreaudio-sys',
  'coremidi-sys',
  'crypt32-sys',
  'd3d12',
  'dispatch',
  'dispatch2',
  'dwrote',
  'embed-resource',
  'errno-dragonfly',
  'fsevent-sys',
  'fuchsia-zircon-sys',
  'hermit-abi',
  'iana-time-zone-haiku',
  'icrate',
  'io-kit-sys',
  'js-sys',
  'kernel32-sys',
  'kqueue-sys',
  'mach',
  'mach-sys',
  'mach2',
  'metal',
  'oboe-sys',
  'orbclient',
  'schannel',
  'security-framework',
  'security-framework-sys',
  'sqlite-wasm-rs',
  'system-configuration',
  'system-configuration-sys',
  'user32-sys',
  'userenv-sys',
  'wasi',
  'wasip2',
  'web-sys',
  'webview2-com-sys',
  'winreg',
  'winres',
  'ws2_32-sys',
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
