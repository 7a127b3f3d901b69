---
[package.metadata.probe]
prints = 'https://xn--mnchen-3ya.example/a'

[dependencies]
ada-url = "3"
---
fn main() {
    println!("{}", ada_url::Url::parse("https://münchen.example/../a", None).unwrap().href());
}
