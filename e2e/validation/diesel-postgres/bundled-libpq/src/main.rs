fn main() -> anyhow::Result<()> {
    postgres_inventory::main()
}
