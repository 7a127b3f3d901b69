---
[package.metadata.probe]
prints = 'ncurses'

[dependencies]
ncurses = "6"
---
fn main() {
    std::env::set_var("TERM", "xterm");
    println!("ncurses {}", ncurses::curses_version());
}
