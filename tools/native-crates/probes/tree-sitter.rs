---
[package.metadata.probe]
prints = 'translation_unit'

[dependencies]
tree-sitter = "0.25"
tree-sitter-cpp = "0.23"
tree-sitter-yaml = "0.7"
---
fn main() {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_cpp::LANGUAGE.into()).unwrap();
    println!("{}", parser.parse("int f();", None).unwrap().root_node().to_sexp());
    parser.set_language(&tree_sitter_yaml::LANGUAGE.into()).unwrap();
    println!("{}", parser.parse("a: 1", None).unwrap().root_node().kind());
}
