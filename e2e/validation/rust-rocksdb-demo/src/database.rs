use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{ensure, Context, Result};
use rocksdb::{ColumnFamilyDescriptor, IteratorMode, Options, WriteBatch, DB};
use sha2::{Digest, Sha256};

use crate::codec::{Codec, CODECS};
use crate::entries::{deleted_keys, entries};

/// The column family that every database has.
const DEFAULT: &str = "default";

/// Makes a new database, fills every column family, compacts it and closes it.
pub fn write(folder: &Path, text: &str, count: usize) -> Result<()> {
    let database = create(folder)?;
    for codec in &CODECS {
        let family = database.cf_handle(codec.name).context("no column family")?;
        let mut batch = WriteBatch::default();
        for (key, value) in entries(text, count) {
            batch.put_cf(family, key, value);
        }
        database.write(batch)?;
        // Deletions in a file of their own: it is the compaction that makes both one.
        database.flush_cf(family)?;
        for key in deleted_keys(text, count) {
            database.delete_cf(family, key)?;
        }
        database.flush_cf(family)?;
        database.compact_range_cf(family, None::<&[u8]>, None::<&[u8]>);
    }
    Ok(())
}

/// Opens a database with the column families that it says it has, and tells what is in each.
pub fn read(folder: &Path) -> Result<String> {
    let mut names = DB::list_cf(&Options::default(), folder)?;
    names.retain(|name| name != DEFAULT);
    names.sort();
    let mut families = names.clone();
    families.push(DEFAULT.to_owned());
    let database = DB::open_cf_for_read_only(&Options::default(), folder, families, false)?;
    let mut report = String::new();
    for name in &names {
        writeln!(report, "{name}: {}", family_report(&database, name)?)?;
    }
    writeln!(report, "reopened: {}", names.join(" "))?;
    Ok(report)
}

/// Deletes a database, and tells whether its folder is gone.
pub fn destroy(folder: &Path) -> Result<bool> {
    DB::destroy(&Options::default(), folder)?;
    Ok(!folder.try_exists()?)
}

fn create(folder: &Path) -> Result<DB> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut options = Options::default();
    options.create_if_missing(true);
    options.create_missing_column_families(true);
    options.set_error_if_exists(true);
    let families = CODECS
        .iter()
        .map(|codec: &Codec| ColumnFamilyDescriptor::new(codec.name, codec.options()));
    Ok(DB::open_cf_descriptors(&options, folder, families)?)
}

fn family_report(database: &DB, name: &str) -> Result<String> {
    let family = database.cf_handle(name).context("no column family")?;
    let mut digest = Sha256::new();
    let mut count = 0_usize;
    for entry in database.iterator_cf(family, IteratorMode::Start) {
        let (key, value) = entry?;
        digest.update(&key);
        digest.update(b"=");
        digest.update(&value);
        digest.update(b"\n");
        count += 1;
    }
    let bytes = database
        .property_int_value_cf(family, "rocksdb.total-sst-files-size")?
        .context("no size")?;
    let files = database
        .live_files()?
        .iter()
        .filter(|file| file.column_family_name == name)
        .count();
    ensure!(files > 0, "{name} has no file: nothing was flushed");
    Ok(format!(
        "{count} entries, sha256 {}, {bytes} bytes in {files} files",
        hex::encode(digest.finalize())
    ))
}
