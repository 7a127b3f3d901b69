use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkcs5::pbkdf2_hmac;
use openssl::pkey::PKey;
use openssl::sign::Signer;

const ITERATIONS: usize = 10_000;

/// PBKDF2-HMAC-SHA256 of a passphrase.
pub fn key(passphrase: &str, salt: &str) -> Result<[u8; 32], ErrorStack> {
    let mut key = [0; 32];
    pbkdf2_hmac(
        passphrase.as_bytes(),
        salt.as_bytes(),
        ITERATIONS,
        MessageDigest::sha256(),
        &mut key,
    )?;
    Ok(key)
}

/// HMAC-SHA256 of a message.
pub fn tag(key: &[u8], message: &str) -> Result<Vec<u8>, ErrorStack> {
    let key = PKey::hmac(key)?;
    Signer::new(MessageDigest::sha256(), &key)?.sign_oneshot_to_vec(message.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn agrees_with_rfc_4231_case_2() {
        assert_eq!(
            hex::encode(tag(b"Jefe", "what do ya want for nothing?").unwrap()),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
