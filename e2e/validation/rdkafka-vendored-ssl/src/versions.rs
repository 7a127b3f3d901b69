use std::ffi::CStr;

use anyhow::Result;
use rdkafka::util::get_rdkafka_version;
use rdkafka::ClientConfig;

/// What is linked in: the two libraries, and what librdkafka was compiled with.
pub fn versions() -> Result<String> {
    let features = ClientConfig::new()
        .create_native_config()?
        .get("builtin.features")?;
    Ok(format!(
        "librdkafka: {}\nopenssl: {}\nfeatures: {features}\n",
        get_rdkafka_version().1,
        openssl_version(),
    ))
}

fn openssl_version() -> String {
    // SAFETY: the function returns a static string, terminated by a zero, for every argument.
    let version =
        unsafe { CStr::from_ptr(openssl_sys::OpenSSL_version(openssl_sys::OPENSSL_VERSION)) };
    version.to_string_lossy().into_owned()
}
