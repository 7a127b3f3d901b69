//! Writes entries into a RocksDB database, compacts it, and reads them in another order. `rocksdb <entries>`;
//! without arguments it does nothing, to measure a start.

use rocksdb::{Options, DB};

fn main() -> Result<(), rocksdb::Error> {
    let Some(entries) = std::env::args().nth(1).and_then(|entries| entries.parse::<u64>().ok()) else { return Ok(()) };
    let folder = std::env::temp_dir().join(format!("rocksdb-{}", std::process::id()));
    let mut options = Options::default();
    options.create_if_missing(true);
    options.set_compression_type(rocksdb::DBCompressionType::Lz4);
    options.set_write_buffer_size(4 << 20);
    options.set_max_background_jobs(2);
    {
        let database = DB::open(&options, &folder)?;
        for entry in 0..entries {
            let key = entry.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
            database.put(key, format!("value {entry} ").repeat(8))?;
        }
        database.compact_range::<&[u8], &[u8]>(None, None);
        let mut found = 0;
        for entry in (0..entries).rev() {
            let key = entry.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
            found += database.get(key)?.map_or(0, |value| value.len());
        }
        println!("{found}");
    }
    DB::destroy(&options, &folder)
}
