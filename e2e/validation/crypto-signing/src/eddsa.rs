use anyhow::{Context, Result};
use ring::rand::SecureRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, ED25519};

use crate::signed::Signed;

/// Signs with a fresh Ed25519 key.
pub fn sign(message: &[u8], random: &dyn SecureRandom) -> Result<Signed> {
    let document = Ed25519KeyPair::generate_pkcs8(random).context("no Ed25519 key")?;
    let key = Ed25519KeyPair::from_pkcs8(document.as_ref())?;
    Ok(Signed {
        algorithm: &ED25519,
        public_key: key.public_key().as_ref().to_vec(),
        signature: key.sign(message).as_ref().to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;

    use super::sign;

    #[test]
    fn proves_only_the_signed_message() {
        let signed = sign(b"message", &SystemRandom::new()).unwrap();
        assert!(signed.prove(b"message").is_ok());
        assert!(signed.prove(b"another").is_err());
    }
}
