---
[package.metadata.probe]
prints = 'mlkem true'

[dependencies]
pqcrypto-mlkem = "0.1"
---
fn main() {
    let (public, secret) = pqcrypto_mlkem::mlkem512::keypair();
    let (shared, ciphertext) = pqcrypto_mlkem::mlkem512::encapsulate(&public);
    println!("mlkem {}", shared == pqcrypto_mlkem::mlkem512::decapsulate(&ciphertext, &secret));
}
