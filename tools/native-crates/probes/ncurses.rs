---
[package.metadata.probe]
prints = 'ncurses Some\("KEY_UP"\)'

[dependencies]
ncurses = "6"
---
fn main() {
    println!("ncurses {:?}", ncurses::keyname(ncurses::KEY_UP));
}
