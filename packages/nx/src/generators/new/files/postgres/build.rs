// embed_migrations! reads the folder; without this a new migration alone would not rebuild.
fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
