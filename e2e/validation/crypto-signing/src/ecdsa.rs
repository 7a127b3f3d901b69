use anyhow::{Context, Result};
use ring::rand::SecureRandom;
use ring::signature::{
    EcdsaKeyPair, KeyPair, ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING,
};

use crate::signed::Signed;

/// Signs with a fresh P-256 key; the public key is an uncompressed point, the signature DER.
pub fn sign(message: &[u8], random: &dyn SecureRandom) -> Result<Signed> {
    let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
    let document = EcdsaKeyPair::generate_pkcs8(algorithm, random).context("no P-256 key")?;
    let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), random)?;
    let signature = key.sign(random, message).context("no P-256 signature")?;
    Ok(Signed {
        algorithm: &ECDSA_P256_SHA256_ASN1,
        public_key: key.public_key().as_ref().to_vec(),
        signature: signature.as_ref().to_vec(),
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
