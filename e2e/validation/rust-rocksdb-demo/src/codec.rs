use rocksdb::{DBCompressionType, Options};

/// A compression that is compiled into the stock crate, and the name of its column family.
pub struct Codec {
    pub name: &'static str,
    compression: DBCompressionType,
}

/// In the order of their names.
pub const CODECS: [Codec; 6] = [
    Codec::new("bz2", DBCompressionType::Bz2),
    Codec::new("lz4", DBCompressionType::Lz4),
    Codec::new("none", DBCompressionType::None),
    Codec::new("snappy", DBCompressionType::Snappy),
    Codec::new("zlib", DBCompressionType::Zlib),
    Codec::new("zstd", DBCompressionType::Zstd),
];

impl Codec {
    const fn new(name: &'static str, compression: DBCompressionType) -> Self {
        Self { name, compression }
    }

    pub fn options(&self) -> Options {
        let mut options = Options::default();
        options.set_compression_type(self.compression);
        options.set_bottommost_compression_type(self.compression);
        options
    }
}
