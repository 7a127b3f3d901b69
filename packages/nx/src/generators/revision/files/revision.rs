//! The revision that this program is of. It is compiled in empty, so that a commit rebuilds nothing;
//! `stamp-static` of Statix writes it into the finished program (docs/revision.md there).

use std::{ptr, str, sync::OnceLock};

#[repr(C)]
struct Place {
    mark: [u8; 32],
    text: [u8; 96],
}

#[used]
static PLACE: Place = Place {
    mark: *b"STATIX-REVISION-1 c8e51f3a90b7d2",
    text: [0; 96],
};

/// The revision, such as a commit of git; `None` in a program that nothing was written into.
pub fn revision() -> Option<&'static str> {
    static TEXT: OnceLock<[u8; 96]> = OnceLock::new();
    // Volatile, because the compiler would otherwise know what is read here: zeros.
    // SAFETY: the place is aligned, initialised, and never written to while the program runs.
    let text = TEXT.get_or_init(|| unsafe { ptr::read_volatile(&PLACE.text) });
    let length = text.iter().position(|&byte| byte == 0)?;
    str::from_utf8(&text[..length]).ok().filter(|text| !text.is_empty())
}
