fn main() {
    println!("C++ threw and caught: {}", cxx::throws(7));
}
