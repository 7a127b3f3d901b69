use anyhow::{ensure, Result};
use ring::signature::{UnparsedPublicKey, VerificationAlgorithm};

pub struct Signed {
    pub algorithm: &'static dyn VerificationAlgorithm,
    pub public_key: Vec<u8>,
    pub signature: Vec<u8>,
}

impl Signed {
    /// Fails unless the signature holds for this message and for no longer one.
    pub fn prove(&self, message: &[u8]) -> Result<()> {
        let longer = [message, b"."].concat();
        ensure!(self.holds_for(message), "the signature does not hold");
        ensure!(!self.holds_for(&longer), "the signature holds for more");
        Ok(())
    }

    fn holds_for(&self, message: &[u8]) -> bool {
        UnparsedPublicKey::new(self.algorithm, &self.public_key)
            .verify(message, &self.signature)
            .is_ok()
    }
}
