---
[package.metadata.probe]
crates = ["libdeflater", "libdeflate-sys"]
prints = 'and back'

[dependencies]
libdeflater = "1"
---
fn main() {
    let data = vec![b'x'; 4096];
    let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::best());
    let mut packed = vec![0; compressor.gzip_compress_bound(data.len())];
    let size = compressor.gzip_compress(&data, &mut packed).unwrap();
    let mut again = vec![0; data.len()];
    libdeflater::Decompressor::new().gzip_decompress(&packed[..size], &mut again).unwrap();
    assert_eq!(again, data);
    println!("4096 -> {size} and back");
}
