---
[package.metadata.probe]
crates = ["sentencepiece", "sentencepiece-sys"]
prints = 'sentencepiece true'

[dependencies]
sentencepiece = "0.11"
---
fn main() {
    println!("sentencepiece {}", sentencepiece::SentencePieceProcessor::open("/none").is_err());
}
