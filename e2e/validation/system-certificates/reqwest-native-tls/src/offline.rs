use std::ffi::{c_char, CStr};

use openssl::sha::sha256;
use openssl::version;

extern "C" {
    // Not among the declarations of openssl-sys, and in every OpenSSL.
    fn X509_get_default_cert_file() -> *const c_char;
    fn X509_get_default_cert_dir() -> *const c_char;
}

/// Which OpenSSL this is, where it looks for certificates when no variable says otherwise, and what
/// it makes of a text.
pub fn offline(text: &str) -> String {
    // SAFETY: each returns a static string that a zero ends.
    let [file, folder] = unsafe {
        [X509_get_default_cert_file(), X509_get_default_cert_dir()]
            .map(|path| CStr::from_ptr(path).to_string_lossy())
    };
    format!(
        "openssl: {}\nfile: {file}\nfolder: {folder}\nsha256: {}\n",
        version::version(),
        hex::encode(sha256(text.as_bytes()))
    )
}
