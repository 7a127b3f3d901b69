use std::ffi::{c_void, CStr, CString};

use anyhow::{ensure, Result};

/// What is linked in. libpq's version is a number: 170011 is 17.11.
pub fn versions() -> String {
    // SAFETY: both take no pointer; the second returns a static string that a zero ends.
    let (libpq, openssl) = unsafe {
        (
            pq_sys::PQlibVersion(),
            CStr::from_ptr(openssl_sys::OpenSSL_version(openssl_sys::OPENSSL_VERSION)),
        )
    };
    format!("libpq: {libpq}\nopenssl: {}\n", openssl.to_string_lossy())
}

/// The form in which a server keeps a password for its method `md5`. libpq makes it by OpenSSL, and
/// needs no server to do so.
pub fn md5_verifier(user: &str, password: &str) -> Result<String> {
    let user = CString::new(user)?;
    let password = CString::new(password)?;
    // SAFETY: both strings live until the call has returned, and a zero ends them.
    let verifier = unsafe { pq_sys::PQencryptPassword(password.as_ptr(), user.as_ptr()) };
    ensure!(!verifier.is_null(), "libpq makes no verifier");
    // SAFETY: it is not null, a string that a zero ends, and ours until we free it.
    let text = unsafe { CStr::from_ptr(verifier) }
        .to_string_lossy()
        .into_owned();
    // SAFETY: libpq has allocated it, and nothing points to it any more.
    unsafe { pq_sys::PQfreemem(verifier.cast::<c_void>()) };
    Ok(text)
}
