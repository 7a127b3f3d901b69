use proc_macro::TokenStream;

#[proc_macro]
pub fn count(input: TokenStream) -> TokenStream {
    input.into_iter().count().to_string().parse().unwrap()
}
